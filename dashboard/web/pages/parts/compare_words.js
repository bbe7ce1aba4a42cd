// The words of the page Compare alone: they come with it, and not with every page as those of lang/ do. The three have the same entries (tests/browser/i18n.mjs).
const many = (n, one, more) => n === 1 ? one : more;
const lists = (lang) => (names) => new Intl.ListFormat(lang).format(names);
const es = (list) => ({
  against: "Frente a", vsPrev: "el periodo anterior", vsNone: "nada", thanBefore: "frente al periodo anterior", than: (r) => `frente a ${r}`, coWord: "Dos marcas en una mención", co: { whole: "Entera", half: "Media" },
  countWord: "Contar", count: { mentions: "Menciones", originals: "Originales" }, picture: "Imagen", compareTable: "Comparación de las marcas",
  compareSays: ([names, p], moved, has) => `${list(names)} ${many(names.length, "se lleva", "se llevan")} el ${p} de las menciones.${moved ? ` ${moved[0]} ${moved[2] ? "gana" : "pierde"} ${moved[1]} puntos ${moved[3]}.` : has ? " Ninguna cuota cambia más de lo que cambia el azar." : ""}`,
  followersWord: "seguidores", perThousand: "por mil clientes", ownPosts: "Publicaciones propias, medias", care: "Atención", originalsPct: "Originales, %", storiesPct: "Historias, %", authorsPct: "Autores, %", aDay: "Por día",
  likes: "Me gusta", comments: "Comentarios", shares: "Compartidos", answeredShort: "Contestadas", people: "% · personas ≈", firstReply: "1.ª respuesta, mediana", meanP90: "media · p90, min", few: (n) => `n = ${n}`, fewWord: "pocas", noCases: "sin casos",
  shareEvery: { day: "Cuota de voz por día", hour: "Cuota de voz por hora", "5min": "Cuota de voz cada 5 minutos", minute: "Cuota de voz por minuto" }, shareSays: (b, a, z) => `${b} pasó de ${a} a ${z}.`,
  panelsCaption: "En gris, las demás en la misma escala. Banda de color: intervalo del 95 %.", stackCaption: "La nuestra, abajo.", view: "Vista", panels: "Paneles", stack: "Apilado 100 %",
  holdsTitle: "¿Se sostiene la cuota sin copias ni autores repetidos?", holdsCaption: "Cuota por historias y por autores, en veces la cuota por menciones. Líneas: intervalo del 95 %.",
  holdsSays: (low) => low.length ? `${list(low)}: el volumen se apoya en copias o en pocas personas.` : "Todas las cuotas se sostienen.", holdsNot: "En esta instalación aún no se miden historias ni autores.",
  stampMentions: (n) => `${n} menciones`,
});
const en = (list) => ({
  against: "Against", vsPrev: "the period before", vsNone: "nothing", thanBefore: "against the period before", than: (r) => `against ${r}`, coWord: "Two brands in one mention", co: { whole: "Whole", half: "Half" },
  countWord: "Count", count: { mentions: "Mentions", originals: "Originals" }, picture: "Picture", compareTable: "Comparison of the brands",
  compareSays: ([names, p], moved, has) => `${list(names)} ${many(names.length, "takes", "take")} ${p} of all mentions.${moved ? ` ${moved[0]} ${moved[2] ? "gained" : "lost"} ${moved[1]} points ${moved[3]}.` : has ? " No share has changed by more than chance." : ""}`,
  followersWord: "followers", perThousand: "per 1,000 customers", ownPosts: "Own posts, means", care: "Care", originalsPct: "Originals, %", storiesPct: "Stories, %", authorsPct: "Authors, %", aDay: "Posts a day", likes: "Likes",
  comments: "Comments", shares: "Shares", answeredShort: "Answered", people: "% · people ≈", firstReply: "First reply, median", meanP90: "mean · p90, min", few: (n) => `n = ${n}`, fewWord: "few", noCases: "no cases",
  shareEvery: { day: "Share of voice by day", hour: "Share of voice by hour", "5min": "Share of voice every 5 minutes", minute: "Share of voice by minute" }, shareSays: (b, a, z) => `${b} went from ${a} to ${z}.`,
  panelsCaption: "Grey: the others on the same scale. Coloured band: 95% interval.", stackCaption: "Ours at the bottom.", view: "View", panels: "Panels", stack: "100% stacked",
  holdsTitle: "Does the share hold without copies and repeat authors?", holdsCaption: "Share by stories and by authors, as a multiple of the share by mentions. Lines: 95% interval.",
  holdsSays: (low) => low.length ? `${list(low)}: the volume leans on copies or on few people.` : "Every share holds.", holdsNot: "Stories and authors are not measured in this installation yet.",
  stampMentions: (n) => `${n} mentions`,
});
const pt = (list) => ({
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
});
export default { es: es(lists("es")), en: en(lists("en")), pt: pt(lists("pt")) };
