// The words of the page Brand alone: they come with it, and not with every page.
export default {
  care: "How does it answer?", posts: "What does it post, and what does that bring?", accounts: "How many follow it?", what: "Figure", now: "Now", before: "Before", asked: "Questions", answered: "Answered", rate: "Answered, %", people: "People attended ≈", median: "First reply, median, min", mean: "mean, min", p90: "p90, min", n: "Posts", aDay: "A day", likes: "Likes, each", comments: "Comments, each", shares: "Shares, each", account: "Account", followers: "Followers", change: "Change",
  careSays: (a, n) => `It answered ${a} of ${n} questions.`, nobodyAsks: "Nobody asks it in this period.", postsSays: (n, b) => `${n} a day${b ? `, ${b} before` : ""}.`, followSays: (n, d) => `${n} followers${d ? `, ${d} in the period` : ""}; who follows two accounts counts twice.`, followNone: "No source says how many.",
  brandSays: (n, net, topic, sudden) => `${n} mentions, net sentiment ${net}.${topic ? ` Most are about ${topic[0]} (${topic[1]}).` : ""}${sudden ? ` “${sudden[0]}” is suddenly said: ${sudden[1]}.` : ""}`, noBrands: "No brand to show",
  ratio: "× before",
  top: { topic: "What is it about?", hashtag: "Which hashtags?", term: "What is suddenly said?", link: "Which links?", author: "Who speaks most?", platform: "On which platforms?", country: "From which countries?", language: "In which languages?", intent: "What do they want?" },
  topSays: (x, n, p) => `${x} leads: ${n}, ${p}.`, topNone: "Nothing in this period.", suddenNone: "Nothing is said suddenly.", noBefore: "There is no period before to compare with.", fresh: "new", topEstimate: "estimate",
  topEstimateWhy: "Over whole hours or days; the true counts are not below these", seeMentions: (n) => `See the ${n} mentions`, allPlatforms: "of all platforms", netTitle: "How do they feel?",
  netCaption: "Line: net sentiment with its 95% interval. Below: positive up, negative down. Not smoothed.", netSays: (net, a, b) => `Net ${net}: ${a} negative against ${b} positive.`,
  netAt: (w, net, a, b) => `${w}: net ${net}, ${a} negative, ${b} positive`,
};
