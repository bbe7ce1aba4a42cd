// The words of the page Compare alone: they come with it, and not with every page.
const many = (n, one, more) => n === 1 ? one : more;
const list = (names) => new Intl.ListFormat("en").format(names);
export default {
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
  shareAt: (w, all) => `${w}: ${all.map(([b, p]) => `${b} ${p}`).join(", ")}`,
};
