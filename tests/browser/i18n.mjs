// The three dictionaries have the same entries, of the same kind, and no text is empty. Prints ok or FAIL lines.
import { readFileSync } from "node:fs";

const langs = ["es", "en", "pt"];
const words = Object.fromEntries(await Promise.all(langs.map(async (l) => [l, (await import(`../../dashboard/web/lang/${l}.js`)).default])));
const shape = (o, at = "") => Object.entries(o).flatMap(([k, v]) => typeof v === "object" ? shape(v, `${at}${k}.`) : `${at}${k}: ${typeof v}${typeof v === "function" ? v.length : ""}`).sort();
// Words that come with one page alone.
const PAGES = { brand: "w", cases: "cs", compare: "w", incidents: "w", mentions: "w", now: "w" }, PARTS = { brand: ["net"], compare: ["share", "dots"], incidents: ["waterfall"], mentions: ["why", "histogram"] };
for (const page of Object.keys(PAGES)) for (const l of langs) words[l][`of ${page}`] = (await import(`../../dashboard/web/lang/${page}-${l}.js`)).default;
const report = (name, wrong) => console.log(wrong.length ? `FAIL  ${name}: ${wrong.slice(0, 8).join(", ")}` : `ok    ${name}`);

for (const l of langs.slice(1)) {
  const [a, b] = [new Set(shape(words.es)), new Set(shape(words[l]))];
  report(`${l} has what es has`, [...a].filter((x) => !b.has(x)).concat([...b].filter((x) => !a.has(x))));
}
const empty = (o) => Object.entries(o).flatMap(([k, v]) => typeof v === "object" ? empty(v) : v === "" ? k : []);
for (const l of langs) report(`no text of ${l} is empty`, empty(words[l]));

// What the pages ask of the dictionary is there.
const folder = new URL("../../dashboard/web/", import.meta.url);
const sources = process.argv.slice(2).map((p) => [p, readFileSync(new URL(p, folder), "utf8")]);
const asked = new Set(sources.flatMap(([, text]) => [...text.matchAll(/(?<![\w.])t\.([a-zA-Z]\w*)/g)].map((m) => m[1])));
report("every text that a page asks for is there", [...asked].filter((k) => !(k in words.es)));
report("every text that is there is asked for", Object.keys(words.es).filter((k) => !k.startsWith("of ") && !asked.has(k)));
for (const [page, name] of Object.entries(PAGES)) {
  const text = [`pages/${page}.js`, ...(PARTS[page] ?? []).map((p) => `pages/parts/${p}.js`)].map((p) => readFileSync(new URL(p, folder), "utf8")).join("\n"), of = new Set([...text.matchAll(new RegExp(`(?<![\\w.])${name}\\(\\)\\.(\\w+)`, "g"))].map((m) => m[1])), own = words.es[`of ${page}`];
  report(`every text that the page ${page} asks for is there, and none else`, [...of].filter((k) => !(k in own)).concat(Object.keys(own).filter((k) => !of.has(k))));
}
