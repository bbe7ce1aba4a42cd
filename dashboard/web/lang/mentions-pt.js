// The words of the page Mentions alone: they come with it, and not with every page.
const many = (n, one, more) => n === 1 ? one : more;
export default {
  searchHint: "cobertura AND (ruim OR pessim*) AND language:pt", mentionsSay: (n, a, b, exact) => `${exact ? n : `Pelo menos ${n}`} menções: ${a} negativas, ${b} positivas.`, mentionsCount: (n) => many(n, "menção", "menções"),
  countExact: "Exato, dos contadores.", countNewest: (n) => n ? `Contado entre as ${n} menções mais novas.` : "Contado entre as menções mais novas.", histogramAt: (w, n, a, b) => `${w}: ${n}, delas ${a} negativas e ${b} positivas`,
  histogramKeys: "Arraste para escolher um período; as setas e Enter fazem o mesmo.", exportCsv: (n) => `Exportar ${n}`, older: "Anteriores", moreThere: "Há mais antigas.", noMore: "Isso é tudo neste período.",
  searchedBack: (w) => `Buscado até ${w}; pode haver mais.`, whyTitle: "Por que foi contada assim?", whyScored: "Por que este sentimento", whyMatched: "Por que coincide", scoreSays: (s, c) => `valor ${s}${c ? `, confiança ${c}` : ""}`,
  word: "Palavra", weight: "Peso", noWords: "Nenhuma palavra do léxico decidiu; foi o modelo aprendido.", noBrand: "Não coincide com nenhuma marca.", noLongerMatches: "já não coincide", queryGone: "Esta consulta já não está na configuração.",
  judgedBy: (v, m) => `consultas v${v}${m ? ` · modelo ${m}` : ""}`, mentionGone: "Esta menção já não é guardada.", wrongTitle: "Está errada?", wrongLabel: "É", wrongSame: "(o sentimento está certo)", wrongNote: "Nota",
  wrongSend: "Marcar como erro", wrongThanks: "Obrigado. Fica como dado rotulado.", wrongNotYou: "Analistas podem marcar erros.",
};
