// The fifty days of six banks, on the screen of the demo: what a published comparison of Mexican banks says of them, read off Compare and Mentions.
// The figures stand here as they were published, not as demo/golden.py works them out. Environment as in harness.mjs, and ADDRESS: of Compare.
import { BASE, complained, end, holds, number, open, reader, same, settled, SHOTS, text } from "./harness.mjs";

const page = await reader({ lang: "en", region: "GB" });
const at = Object.fromEntries(new URL(BASE + process.env.ADDRESS).searchParams), span = `set=${at.set}&period=${at.period}`;
/* The table of Compare as words: { brand: { head: cell } }; cells of two lines have both, with a space between. */
async function compared(more = "") {
  await open(page, process.env.ADDRESS + more);
  return page.evaluate(() => {
    const clean = (e) => e.innerText.replace(/\s+/g, " ").trim(), table = document.querySelector("#compare table");
    const heads = [...table.tHead.rows].at(-1).cells, names = [...heads].map((h, i) => `${clean(h).replace(/ [↓↑]/, "")}${[...heads].slice(0, i).some((x) => clean(x).replace(/ [↓↑]/, "") === clean(h)) ? " (2)" : ""}`);
    return Object.fromEntries([...table.tBodies[0].rows].map((r) => [clean(r.querySelector(".brand")), Object.fromEntries([...r.cells].map((c, i) => [names[i], clean(c)]))]));
  });
}
const first = (cell) => cell.split(" ")[0];

const all = await compared(), ranking = Object.keys(all);
same("the six stand in the ranking that was published", ["Banco Oyamel", "Banco Huizache", "Bancapulín", "Banco Amate", "Mezquital Banco", "Zapotal"], ranking);
holds("two banks take 80 % of all mentions: the sentence says it", /Banco Oyamel and Banco Huizache take 80% of all mentions/.test(await text(page, ".head .what p")), await text(page, ".head .what p"));
const share = Object.fromEntries(ranking.map((b) => [b, all[b]["% 95% interval"]]));
same("and the column", "80.0", (Number(first(share["Banco Oyamel"])) + Number(first(share["Banco Huizache"]))).toFixed(1));
const daily = (b) => Object.keys(all[b]).find((k) => k.startsWith("Posts a day"));   // where followers are known, they stand beneath
const posts = (b) => [first(all[b][daily(b)]), ...["Likes", "Comments", "Shares"].map((k) => all[b][k])];
same("own posts of the first", ["2.64", "193.13", "8.45", "4.85"], posts("Banco Oyamel"));
same("and of the other", ["5.36", "4.27", "0.77", "0.44"], posts("Banco Huizache"));
const answered = all["Banco Oyamel"]["Answered % · people ≈"];
holds("one answer to every 15 direct mentions", /^1 in 15 6\.7 · \d+$/.test(answered), answered);
same("after 80 minutes on the mean", "80", /min (\d+) ·/.exec(all["Banco Oyamel"]["First reply, median mean · p90, min"])?.[1]);
if (SHOTS) await page.screenshot({ path: `${SHOTS}/compare.png`, fullPage: true });
const onX = await compared("&platform=x");
same("the first has 58 % on X alone", "58.0", first(onX["Banco Oyamel"]["% 95% interval"]));
const mentions = Object.values(onX).reduce((n, b) => n + number(b.Mentions), 0), posted = mentions / 5;
const originals = Object.values(await compared("&platform=x&count=originals")).reduce((n, b) => n + number(b.Originals ?? b["Originals (2)"]), 0);
same("two reposts to each post on X", 2 * posted, mentions - originals);

/* How many mentions a search of the page counts. */
async function found(q, more = "") {
  await open(page, `/mentions?${span}${more}&q=${encodeURIComponent(q)}`);
  await settled(page);
  return Number(await page.locator("[data-count]").getAttribute("data-count"));
}
same("and two replies", [posted, 2 * posted, 2 * posted], [await found("kind:post", "&platform=x"), await found("kind:repost", "&platform=x"), await found("kind:reply", "&platform=x")]);
const shared = "shares:[12 TO *]", tags = "(#Quincena OR #Aguinaldo OR #Comisiones OR #CajeroAutomático OR #FraudeBancario)";
same("of the ten most shared half hold a hashtag", [10, 5], [await found(shared), await found(`${shared} AND ${tags}`)]);
holds("and the others hold none", (await found(`${shared} NOT ${tags}`), await page.locator("article.m .text").allInnerTexts()).every((s) => !s.includes("#")), "a hashtag");
complained("the fifty days");
await end();
