// The words of the page Mentions alone: they come with it, and not with every page.
const many = (n, one, more) => n === 1 ? one : more;
export default {
  searchHint: "cobertura AND (mala OR pesim*) AND language:es", mentionsSay: (n, a, b, exact) => `${exact ? n : `At least ${n}`} mentions: ${a} negative, ${b} positive.`, mentionsCount: (n) => many(n, "mention", "mentions"),
  countExact: "Exact, from the counters.", countNewest: (n) => n ? `Counted among the newest ${n} mentions.` : "Counted among the newest mentions.", histogramAt: (w, n, a, b) => `${w}: ${n}, of them ${a} negative and ${b} positive`,
  histogramKeys: "Drag to choose a period; arrow keys and Enter do the same.", exportCsv: (n) => `Export ${n}`, older: "Older", moreThere: "There are older ones.", noMore: "That is all of this period.",
  searchedBack: (w) => `Searched back to ${w}; there may be more.`, whyTitle: "Why was it counted so?", whyScored: "Why this sentiment", whyMatched: "Why it matched", scoreSays: (s, c) => `score ${s}${c ? `, confidence ${c}` : ""}`,
  word: "Word", weight: "Weight", noWords: "No word of the lexicon decided; the learned model did.", noBrand: "It matched no brand.", noLongerMatches: "no longer matches", queryGone: "This query is no longer part of the configuration.",
  judgedBy: (v, m) => `queries v${v}${m ? ` · model ${m}` : ""}`, mentionGone: "This mention is no longer held.", wrongTitle: "Is it wrong?", wrongLabel: "It is", wrongSame: "(sentiment is right)", wrongNote: "Note",
  wrongSend: "Mark as wrong", wrongThanks: "Thank you. It is kept as labelled data.", wrongNotYou: "Analysts can mark a mention as wrong.",
};
