// The words of the page Brand alone: they come with it, and not with every page.
export default {
  care: "¿Cómo contesta?", posts: "¿Qué publica, y qué trae?", accounts: "¿Cuántos la siguen?", what: "Cifra", now: "Ahora", before: "Antes", asked: "Preguntas", answered: "Contestadas", rate: "Contestadas, %", people: "Personas atendidas ≈", median: "1.ª respuesta, mediana, min", mean: "media, min", p90: "p90, min", n: "Publicaciones", aDay: "Por día", likes: "Me gusta, cada una", comments: "Comentarios, cada una", shares: "Compartidos, cada una", account: "Cuenta", followers: "Seguidores", change: "Cambio",
  careSays: (a, n) => `Contestó ${a} de ${n} preguntas.`, nobodyAsks: "Nadie le pregunta en este periodo.", postsSays: (n, b) => `${n} al día${b ? `, antes ${b}` : ""}.`, followSays: (n, d) => `${n} seguidores${d ? `, ${d} en el periodo` : ""}; quien sigue dos cuentas cuenta dos veces.`, followNone: "Ninguna fuente dice cuántos son.",
  brandSays: (n, net, topic, sudden) => `${n} menciones, sentimiento neto ${net}.${topic ? ` Sobre todo de ${topic[0]} (${topic[1]}).` : ""}${sudden ? ` De pronto se dice «${sudden[0]}»: ${sudden[1]}.` : ""}`,
  noBrands: "No hay marcas que mostrar", ratio: "× antes",
  top: { topic: "¿De qué se habla?", hashtag: "¿Con qué hashtags?", term: "¿Qué se dice de pronto?", link: "¿Qué enlaces?", author: "¿Quién habla más?", platform: "¿En qué plataformas?", country: "¿Desde qué países?", language: "¿En qué idiomas?", intent: "¿Qué quieren?" },
  topSays: (x, n, p) => `Primero ${x}: ${n}, ${p}.`, topNone: "Nada en este periodo.", suddenNone: "Nada se dice de pronto.", noBefore: "No hay un periodo anterior con el que comparar.", fresh: "nuevo", topEstimate: "estimación",
  topEstimateWhy: "Sobre horas o días enteros; las cifras reales no son menores", seeMentions: (n) => `Ver las ${n} menciones`, allPlatforms: "de todas las plataformas", netTitle: "¿Cómo se sienten?",
  netCaption: "Línea: sentimiento neto con su intervalo del 95 %. Debajo: positivas hacia arriba, negativas hacia abajo. Sin suavizar.", netSays: (net, a, b) => `Neto ${net}: ${a} negativas y ${b} positivas.`,
  netAt: (w, net, a, b) => `${w}: neto ${net}, ${a} negativas, ${b} positivas`,
};
