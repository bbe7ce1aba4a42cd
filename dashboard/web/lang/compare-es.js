// The words of the page Compare alone: they come with it, and not with every page.
const many = (n, one, more) => n === 1 ? one : more;
const list = (names) => new Intl.ListFormat("es").format(names);
export default {
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
  shareAt: (w, all) => `${w}: ${all.map(([b, p]) => `${b} ${p}`).join(", ")}`,
};
