// The words of the page Now alone: they come with it, and not with every page.
const list = (names) => new Intl.ListFormat("pt").format(names);
export default {
  originals: "Originais", net: "Sentimento líquido", netFormula: "(positivas − negativas) / todas", answered: "Menções respondidas", normalUnknown: "ainda não se sabe o que é normal",
  againstNormal: (p) => `${p.startsWith("\u2212") ? p : `+${p}`} diante do normal`, copies: (p) => `${p} das menções são cópias`, reposts: (p) => `${p} das menções são compartilhados`, estimate: (p) => `± ${p} (estimativa)`,
  medianMean: (a, b) => `mediana ${a}, média ${b}`,
  nowSays: (u, all, known, most) => (u.length ? `${list(u.map(([n, x]) => `${n} está em ${x} do normal`))}.${all > u.length ? " As outras estão na sua faixa." : ""}` : known ? `${known === all ? `As ${all} marcas estão` : `De ${known} das ${all} marcas se sabe o normal, e estão`} na sua faixa.` : "Ainda não se sabe o que é normal para estas marcas: são precisas duas semanas.") + (most ? ` ${most[0]} tem ${most[1]} das menções.` : ""),
  brandsTitle: "Cada marca diante do seu normal", brandsCaption: "O período diante das mesmas horas das semanas anteriores. Cada linha tem sua escala.", course: "Curso", timesNormal: "× normal", neutralPct: "Neutras, %",
  brandsSay: (hot, most) => `${!hot ? "" : hot.length ? `${list(hot)} muito acima do normal.` : "Nenhuma marca está muito acima do normal."}${most ? ` ${most[0]} lidera com ${most[1]}.` : ""}`, sparkSays: (b, x) => `${b}: ${x} do normal`,
  watchName: "Detector de crises", watchLive: "já olhou tudo o que chegou", watchBehind: (a, n) => `olha o que se disse há ${a}; ${n} menções esperam ser contadas`, watchHeld: "espera que se conte de novo o que o Redis perdeu", watchBroken: (a) => `ninguém procura crises há ${a}`, watchNever: "ninguém procurou crises ainda",
  sourcesTitle: "Silêncio ou falha? As fontes",
  sourcesSay: (n, bad) => bad.length ? `É preciso olhar ${list(bad)}; ${n - bad.length === 1 ? "a outra responde" : `as outras ${n - bad.length} respondem`}.` : n ? (n === 1 ? "A única fonte responde." : `As ${n} fontes respondem.`) : "Nenhuma fonte disse nada ainda.",
  source: "Fonte", stateWord: "Estado", rateWord: "Menções por hora", lastMention: "Última menção", state: { live: "ao vivo", quiet: "em silêncio", behind: "com atraso", broken: "falha", unknown: "sem dados" }, perHour: (n) => `${n}/h`,
  sourceQuiet: (a, b) => b ? `${a} de silêncio é normal (até ${b})` : `em silêncio há ${a}`, sourceBehind: (a) => `${a} de atraso: suas contas ainda subirão`, sourceBroken: (a, b) => `em silêncio há ${a}${b ? `; o normal é até ${b}` : ""}`,
  sourceLast: (a) => `última menção ${a}`,
};
