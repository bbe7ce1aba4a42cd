// The words of the page Now alone: they come with it, and not with every page.
const many = (n, one, more) => n === 1 ? one : more;
const list = (names) => new Intl.ListFormat("en").format(names);
export default {
  originals: "Originals", net: "Net sentiment", netFormula: "(positive − negative) / all", answered: "Mentions answered", normalUnknown: "what is normal is not known yet",
  againstNormal: (p) => `${p.startsWith("\u2212") ? p : `+${p}`} against normal`, copies: (p) => `${p} of mentions are copies`, reposts: (p) => `${p} of mentions are reposts`, estimate: (p) => `± ${p} (estimate)`,
  medianMean: (a, b) => `median ${a}, mean ${b}`,
  nowSays: (u, all, known, most) => (u.length ? `${list(u.map(([n, x]) => `${n} runs at ${x} its normal`))}.${all > u.length ? " The others are within their range." : ""}` : known ? `${known === all ? `All ${all} brands are` : `${known} of ${all} brands are known well enough, and they are`} within their normal range.` : "What is normal for these brands is not known yet: that needs two weeks.") + (most ? ` ${most[0]} has ${most[1]} of the mentions.` : ""),
  brandsTitle: "Brands against their own normal", brandsCaption: "The period against the same hours of the weeks before. Each line has its own scale.", course: "Course", timesNormal: "× normal", neutralPct: "Neutral, %",
  brandsSay: (hot, most) => `${!hot ? "" : hot.length ? `${list(hot)} far above normal.` : "No brand is far above its normal."}${most ? ` ${most[0]} leads with ${most[1]}.` : ""}`, sparkSays: (b, x) => `${b}: ${x} normal`,
  watchName: "Crisis watch", watchLive: "it has looked at all that came in", watchBehind: (a, n) => `looks at what was said ${a} ago; ${n} mentions wait to be counted`, watchHeld: "waits for what Redis lost to be counted again", watchBroken: (a) => `nobody has looked for crises for ${a}`, watchNever: "nobody has looked for crises yet",
  sourcesTitle: "Quiet or broken? The sources",
  sourcesSay: (n, bad) => bad.length ? `${list(bad)} ${many(bad.length, "needs", "need")} a look; the other ${n - bad.length} answer.` : n ? `All ${n} sources answer.` : "No source has said anything yet.", source: "Source",
  stateWord: "State", rateWord: "Mentions an hour", lastMention: "Last mention", state: { live: "live", quiet: "quiet", behind: "behind", broken: "broken", unknown: "not known" }, perHour: (n) => `${n}/h`,
  sourceQuiet: (a, b) => b ? `${a} of silence is normal (up to ${b})` : `silent for ${a}`, sourceBehind: (a) => `${a} behind: its counts will still rise`, sourceBroken: (a, b) => `silent for ${a}${b ? `; normal is up to ${b}` : ""}`,
  sourceLast: (a) => `last mention ${a}`,
};
