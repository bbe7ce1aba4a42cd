// The words of the page Mentions alone: they come with it, and not with every page.
const many = (n, one, more) => n === 1 ? one : more;
export default {
  searchHint: "cobertura AND (mala OR pesim*) AND language:es", mentionsSay: (n, a, b, exact) => `${exact ? n : `Al menos ${n}`} menciones: ${a} negativas, ${b} positivas.`, mentionsCount: (n) => many(n, "mención", "menciones"),
  countExact: "Exacto, de los contadores.", countNewest: (n) => n ? `Contado entre las ${n} menciones más nuevas.` : "Contado entre las menciones más nuevas.",
  histogramAt: (w, n, a, b) => `${w}: ${n}, de ellas ${a} negativas y ${b} positivas`, histogramKeys: "Arrastre para elegir un periodo; las flechas y Enter hacen lo mismo.", exportCsv: (n) => `Exportar ${n}`, older: "Anteriores",
  moreThere: "Hay más antiguas.", noMore: "Eso es todo en este periodo.", searchedBack: (w) => `Se buscó hasta ${w}; puede haber más.`, whyTitle: "¿Por qué se contó así?", whyScored: "Por qué este sentimiento", whyMatched: "Por qué coincide",
  scoreSays: (s, c) => `valor ${s}${c ? `, confianza ${c}` : ""}`, word: "Palabra", weight: "Peso", noWords: "No decidió ninguna palabra del léxico, sino el modelo aprendido.", noBrand: "No coincide con ninguna marca.",
  noLongerMatches: "ya no coincide", queryGone: "Esta consulta ya no está en la configuración.", judgedBy: (v, m) => `consultas v${v}${m ? ` · modelo ${m}` : ""}`, mentionGone: "Esta mención ya no se conserva.", wrongTitle: "¿Está mal?",
  wrongLabel: "Es", wrongSame: "(el sentimiento está bien)", wrongNote: "Nota", wrongSend: "Marcar como error", wrongThanks: "Gracias. Se guarda como dato etiquetado.", wrongNotYou: "Los analistas pueden marcar errores.",
};
