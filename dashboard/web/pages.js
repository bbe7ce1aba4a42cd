// The pages, by the first word of their address. Each answers one question and comes when somebody asks it (pages/NAME.js). To add one: its line here, its
// address in build.mjs, its words in lang/. A page exports title, needs (what it reads), says (the answer as a sentence), choose, view.
export const pages = {
  now: { path: "/", key: "n" },
  compare: { path: "/compare", key: "c" },
  brand: { path: "/brand/", key: "b" },
  mentions: { path: "/mentions", key: "m" },
  incidents: { path: "/incidents", key: "i" },
  cases: { path: "/cases", key: "k" },
};
