// The words of the page Now alone: they come with it, and not with every page.
const list = (names) => new Intl.ListFormat("es").format(names);
export default {
  originals: "Originales", net: "Sentimiento neto", netFormula: "(positivas − negativas) / todas", answered: "Menciones contestadas", normalUnknown: "aún no se sabe qué es lo normal",
  againstNormal: (p) => `${p.startsWith("\u2212") ? p : `+${p}`} frente a lo normal`, copies: (p) => `${p} de las menciones son copias`, reposts: (p) => `${p} de las menciones son compartidos`, estimate: (p) => `± ${p} (estimación)`,
  medianMean: (a, b) => `mediana ${a}, media ${b}`,
  nowSays: (u, all, known, most) => (u.length ? `${list(u.map(([n, x]) => `${n} va a ${x} de lo normal`))}.${all > u.length ? " Las demás están en su rango." : ""}` : known ? `${known === all ? `Las ${all} marcas están` : `De ${known} de las ${all} marcas se sabe lo normal, y están`} en su rango.` : "Aún no se sabe qué es lo normal para estas marcas: hacen falta dos semanas.") + (most ? ` ${most[0]} tiene el ${most[1]} de las menciones.` : ""),
  brandsTitle: "Cada marca frente a su propia normalidad", brandsCaption: "El periodo frente a las mismas horas de las semanas anteriores. Cada línea tiene su escala.", course: "Curso", timesNormal: "× normal", neutralPct: "Neutras, %",
  brandsSay: (hot, most) => `${!hot ? "" : hot.length ? `${list(hot)} muy por encima de lo normal.` : "Ninguna marca está muy por encima de lo normal."}${most ? ` ${most[0]} va delante con ${most[1]}.` : ""}`,
  watchName: "Detector de crisis", watchLive: "ha mirado todo lo que llegó", watchBehind: (a, n) => `mira lo que se dijo hace ${a}; ${n} menciones esperan ser contadas`, watchHeld: "espera a que se vuelva a contar lo que Redis perdió", watchBroken: (a) => `nadie busca crisis desde hace ${a}`, watchNever: "nadie ha buscado crisis todavía",
  sparkSays: (b, x) => `${b}: ${x} de lo normal`, sourcesTitle: "¿Silencio o falla? Las fuentes",
  sourcesSay: (n, bad) => bad.length ? `Hay que mirar ${list(bad)}; ${n - bad.length === 1 ? "la otra responde" : `las otras ${n - bad.length} responden`}.` : n ? (n === 1 ? "La única fuente responde." : `Las ${n} fuentes responden.`) : "Ninguna fuente ha dicho nada todavía.",
  source: "Fuente", stateWord: "Estado", rateWord: "Menciones por hora", lastMention: "Última mención", state: { live: "en vivo", quiet: "en silencio", behind: "con retraso", broken: "falla", unknown: "sin datos" }, perHour: (n) => `${n}/h`,
  sourceQuiet: (a, b) => b ? `${a} de silencio es normal (hasta ${b})` : `en silencio desde hace ${a}`, sourceBehind: (a) => `${a} de retraso: sus cuentas aún subirán`,
  sourceBroken: (a, b) => `en silencio desde hace ${a}${b ? `; lo normal es hasta ${b}` : ""}`, sourceLast: (a) => `última mención ${a}`,
};
