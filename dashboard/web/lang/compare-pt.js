// The words of the page Compare alone: they come with it, and not with every page.
const many = (n, one, more) => n === 1 ? one : more;
const list = (names) => new Intl.ListFormat("pt").format(names);
export default {
  against: "Diante de", vsPrev: "o período anterior", vsNone: "nada", thanBefore: "diante do período anterior", than: (r) => `diante de ${r}`, coWord: "Duas marcas numa menção", co: { whole: "Inteira", half: "Meia" },
  countWord: "Contar", count: { mentions: "Menções", originals: "Originais" }, picture: "Imagem", compareTable: "Comparação das marcas",
  compareSays: ([names, p], moved, has) => `${list(names)} ${many(names.length, "fica", "ficam")} com ${p} das menções.${moved ? ` ${moved[0]} ${moved[2] ? "ganha" : "perde"} ${moved[1]} pontos ${moved[3]}.` : has ? " Nenhuma participação muda mais do que o acaso." : ""}`,
  followersWord: "seguidores", perThousand: "por mil clientes", ownPosts: "Publicações próprias, médias", care: "Atendimento", originalsPct: "Originais, %", storiesPct: "Histórias, %", authorsPct: "Autores, %", aDay: "Por dia",
  likes: "Curtidas", comments: "Comentários", shares: "Compartilhados", answeredShort: "Respondidas", people: "% · pessoas ≈", firstReply: "1ª resposta, mediana", meanP90: "média · p90, min", few: (n) => `n = ${n}`, fewWord: "poucas", noCases: "sem casos",
  shareEvery: { day: "Participação por dia", hour: "Participação por hora", "5min": "Participação a cada 5 minutos", minute: "Participação por minuto" }, shareSays: (b, a, z) => `${b} foi de ${a} a ${z}.`,
  panelsCaption: "Em cinza, as outras na mesma escala. Faixa de cor: intervalo de 95%.", stackCaption: "A nossa, embaixo.", view: "Vista", panels: "Painéis", stack: "Empilhado 100%",
  holdsTitle: "A participação se sustenta sem cópias nem autores repetidos?", holdsCaption: "Participação por histórias e por autores, em vezes a participação por menções. Linhas: intervalo de 95%.",
  holdsSays: (low) => low.length ? `${list(low)}: o volume se apoia em cópias ou em poucas pessoas.` : "Todas as participações se sustentam.", holdsNot: "Nesta instalação ainda não se medem histórias nem autores.",
  stampMentions: (n) => `${n} menções`,
  shareAt: (w, all) => `${w}: ${all.map(([b, p]) => `${b} ${p}`).join(", ")}`,
};
