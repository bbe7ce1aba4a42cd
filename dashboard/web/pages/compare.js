// How do we stand against the others, and is the difference real?
import { brandMark, brandOf, change, chips, empty, f, felt, figure, html, inOrder, load, mentionsOf, nothing, num, of, orderNote, pickPeriod, pickSet, platforms, query, resource, segments, shareBar, shareTop, stamp, stampText, switchOf, t, value, words } from "../kit.js";
import { dots, multiples } from "./parts/dots.js";
import { panels, stacked } from "./parts/share.js";

const w = () => words;

const args = (here) => ({ set: here.at.set, period: here.at.from || here.at.to ? "" : value(here, "period"), from: here.at.from, to: here.at.to, platform: here.at.platform, count: here.at.count, tz: here.at.tz });
const table = (here) => ({ ...args(here), vs: here.at.vs, co: here.at.co });
export const title = () => t.q.compare;
export const needs = (here) => ({ main: query("/v1/compare", table(here)), series: query("/v1/share/series", { ...args(here), step: here.at.step }) });
export const refreshMs = 15000;
export function says(ctx) {
  const r = ctx.r, b = r.body?.brands ?? [];
  if (!b.length || !r.body.total) return "";
  const [one, two] = b, moved = b.filter((x) => x.share_change?.differs).sort((x, y) => Math.abs(y.share_change.value) - Math.abs(x.share_change.value))[0];
  const top = b.length > 2 ? [[one.name, two.name], f.percent((one.share.p ?? 0) + (two.share.p ?? 0))] : [[one.name], f.percent(one.share.p)];
  return w().compareSays(top, moved ? [moved.name, f.fixed(Math.abs(moved.share_change.value * 100), 1), moved.share_change.value > 0, against(ctx)] : null, b.some((x) => x.share_change));
}
const against = (ctx) => value(ctx.here, "vs") === "prev" ? w().thanBefore : w().than(f.range(ctx.r.body.vs.from, ctx.r.body.vs.to));
export const choose = (ctx) => html`${pickSet(ctx.here, ctx.sets)}${pickPeriod(ctx.here, ctx.r.body?.stamp)}
  <label class="field">${w().against} <select aria-label=${w().against} @change=${(e) => change({ vs: e.target.value })}>
    <option value="prev" ?selected=${value(ctx.here, "vs") === "prev"}>${w().vsPrev}</option><option value="none" ?selected=${value(ctx.here, "vs") === "none"}>${w().vsNone}</option>
    ${["prev", "none"].includes(value(ctx.here, "vs")) ? nothing : html`<option selected>${value(ctx.here, "vs")}</option>`}</select></label>`;

const SORTS = {
  name: (b) => b.name, share: (b) => b.share.p, change: (b) => b.share_change?.value, originals: (b) => b.share_originals?.p, stories: (b) => b.stories?.n, authors: (b) => b.authors?.n, net: (b) => b.net.value, n: (b) => b.n,
  posts: (b) => b.posts?.a_day, likes: (b) => b.posts?.likes, comments: (b) => b.posts?.comments, shares: (b) => b.posts?.shares, answered: (b) => b.care?.rate.p, first: (b) => b.care?.first_s?.median,
};
function sorted(brands, sort) {
  const by = SORTS[sort.replace("-", "")] ?? SORTS.share, down = sort.startsWith("-");
  const order = (a, b) => {
    const [x, y] = [by(a), by(b)];
    if (x === y) return a.name.localeCompare(b.name);
    if (x === null || x === undefined) return 1;      // not measured: last, whichever way
    if (y === null || y === undefined) return -1;
    return (typeof x === "string" ? x.localeCompare(y) : x - y) * (down ? -1 : 1);
  };
  return [...brands].sort(order);
}
function head(here, key, text, cls = "num", sub) {
  const now = value(here, "sort"), mine = now.replace("-", "") === key;
  return html`<th scope="col" class=${cls} aria-sort=${mine ? (now.startsWith("-") ? "descending" : "ascending") : nothing}>
    <button class="sort" @click=${() => change({ sort: now === `-${key}` ? key : `-${key}` })}>${text}${mine ? (now.startsWith("-") ? " ↓" : " ↑") : ""}</button>${sub ? html`<br>${sub}` : nothing}</th>`;
}
function changed(c) {
  if (!c) return f.NONE;
  return c.differs ? html`${c.value > 0 ? "▲" : "▼"} ${f.signed(c.value)}` : html`<span class="small soft">= ${f.signed(c.value)}</span>`;
}
const estimateShare = (b, all, kind) => b[kind] && all ? f.points(b[kind].n / all) : f.NONE;
const few = (posts, v) => !posts ? f.NONE : posts.n < 5 ? html`<span class="small soft">${w().few(posts.n)}</span>` : f.fixed(v, 2);

export function columnsOf(brands) {
  const any = (test) => brands.some(test);
  return { stories: any((b) => b.stories), authors: any((b) => b.authors), posts: any((b) => b.posts || b.followers), followers: any((b) => b.followers), customers: any((b) => b.per_thousand !== null), care: any((b) => b.care), change: any((b) => b.share_change) };
}
function tableOf(ctx, b) {
  const here = ctx.here, { rows, changed: moved } = inOrder("compare", `${value(here, "sort")} ${here.at.set ?? ""}`, sorted(b.brands, value(here, "sort"))), top = shareTop(b.brands.map((x) => x.share)), has = columnsOf(b.brands);
  const total = (kind) => b.brands.reduce((n, x) => n + (x[kind]?.n ?? 0), 0), stories = total("stories"), authors = total("authors");
  return html`<section class="card fig" aria-labelledby="compare-t" id="compare"><h2 id="compare-t" class="hide">${w().compareTable}</h2>${orderNote("compare", moved, ctx.redraw)}
    <div class="scroll fixed" tabindex="0" role="group" aria-label=${w().compareTable}><table class="grid-table"><caption class="hide">${w().compareTable}. ${says(ctx)}</caption>
    <thead><tr class="groups"><td></td><th scope="colgroup" colspan=${3 + !has.stories + has.change + has.stories + has.authors}>${t.share}</th><th scope="colgroup" colspan="2" class="group-l">${t.sentiment}</th>
      ${has.posts ? html`<th scope="colgroup" colspan="4" class="group-l">${w().ownPosts}</th>` : nothing}${has.care ? html`<th scope="colgroup" colspan="2" class="group-l">${w().care}</th>` : nothing}</tr>
    <tr>${head(here, "name", t.brand, "")}<th scope="col">${w().count[value(here, "count")]}<br>0–${f.percent(top)}</th>${head(here, "share", "%", "num", t.interval)}${head(here, "n", w().count[value(here, "count")], "num", has.customers ? w().perThousand : "")}${has.stories ? nothing : head(here, "originals", w().originalsPct)}
      ${has.change ? head(here, "change", t.changePp) : nothing}${has.stories ? head(here, "stories", w().storiesPct) : nothing}${has.authors ? head(here, "authors", w().authorsPct) : nothing}
      <th scope="col" class="group-l">${t.negPos}</th>${head(here, "net", t.netShort)}
      ${has.posts ? html`${head(here, "posts", w().aDay, "num group-l", has.followers ? w().followersWord : "")}${head(here, "likes", w().likes)}${head(here, "comments", w().comments)}${head(here, "shares", w().shares)}` : nothing}
      ${has.care ? html`${head(here, "answered", w().answeredShort, "num group-l", w().people)}${head(here, "first", w().firstReply, "num", w().meanP90)}` : nothing}</tr></thead>
    <tbody>${rows.map((x) => html`<tr><th scope="row">${brandMark(x, brandOf(x.id))}</th><td>${shareBar(x, x.share, top, has.posts || has.care ? 120 : 260)}</td>
      <td class="num">${x.share.p === null ? f.NONE : html`${x.n < 30 ? html`<span class="soft">${f.points(x.share.p)} (${w().fewWord})</span>` : f.points(x.share.p)}<span class="sub">${f.points(x.share.lo)}–${f.points(x.share.hi)}</span>`}</td>
      <td class="num">${value(here, "co") === "half" ? f.fixed(x.n, 1) : value(here, "count") === "originals" ? f.int(x.n) : num(f.int(x.n), mentionsOf({ brand: x.id }), x.name)}${has.customers ? html`<span class="sub">${f.fixed(x.per_thousand, x.per_thousand < 0.1 ? 3 : 2)}</span>` : nothing}</td>
      ${has.stories ? nothing : html`<td class="num">${f.points(x.share_originals?.p)}</td>`}
      ${has.change ? html`<td class="num">${changed(x.share_change)}</td>` : nothing}${has.stories ? html`<td class="num">${estimateShare(x, stories, "stories")}</td>` : nothing}${has.authors ? html`<td class="num">${estimateShare(x, authors, "authors")}</td>` : nothing}
      <td class="group-l">${felt(x, 96)}</td><td class="num"><a class="num" href=${mentionsOf({ brand: x.id, label: (x.net.value ?? 0) < 0 ? "negative" : "positive" })}>${f.signed(x.net.value)}</a></td>
      ${has.posts ? html`<td class="num group-l">${x.posts ? f.fixed(x.posts.a_day, 2) : f.NONE}${has.followers ? html`<span class="sub" title=${x.followers ? f.int(x.followers.n) : nothing}>${f.short(x.followers?.n)}</span>` : nothing}</td><td class="num">${few(x.posts, x.posts?.likes)}</td><td class="num">${few(x.posts, x.posts?.comments)}</td><td class="num">${few(x.posts, x.posts?.shares)}</td>` : nothing}
      ${has.care ? html`<td class="num group-l">${x.care?.mentions ? html`${f.oneIn(x.care.answered, x.care.mentions)}<span class="sub" title="${f.int(x.care.people.lo)}–${f.int(x.care.people.hi)}">${f.points(x.care.rate.p)} · ${f.int(x.care.people.n)}</span>` : html`<span class="small soft">${w().noCases}</span>`}</td>
        <td class="num">${x.care?.first_s ? html`${f.minutes(x.care.first_s.median)}<span class="sub">${f.int(x.care.first_s.mean / 60)} · ${f.int(x.care.first_s.p90 / 60)}</span>` : f.NONE}</td>` : nothing}</tr>`)}</tbody></table></div>
    ${stamp(b.stamp, stampMore(b))}</section>`;
}
const stampMore = (b) => [b.vs ? `${w().against.toLowerCase()} ${f.range(b.vs.from, b.vs.to)}` : "", w().stampMentions(f.int(b.brands.reduce((n, x) => n + x.mentions, 0))), "Wilson 95 %"];

function shareFigure(ctx) {
  const r = resource("series"), s = r.body;
  if (!s) return html`<section class="card pad"><div class="sk w4"></div><div class="sk tall"></div></section>`;
  const own = new Map(ctx.r.body.brands.map((b) => [b.id, b.own])), all = { ...s, brands: s.brands.map((b) => ({ ...b, own: own.get(b.id) ?? false })) };
  const first = (b) => b.p.find((v) => v !== null), last = (b) => b.p.findLast((v) => v !== null);
  const lead = [...s.brands].sort((a, b) => (last(b) ?? 0) - (last(a) ?? 0))[0];
  const say = lead && last(lead) !== undefined ? w().shareSays(lead.name, f.percent(first(lead), 1), f.percent(last(lead), 1)) : "";
  const view = value(ctx.here, "view"), count = s.brands.length;
  return figure({
    id: "share", title: w().shareEvery[s.step] ?? w().shareEvery.day, say: `${say} ${view === "panels" ? w().panelsCaption : w().stackCaption}`,
    tools: segments(w().view, view, [["panels", w().panels], ["stack", w().stack]], (v) => change({ view: v })),
    drawing: view === "stack" && count <= 8 ? stacked(all, say) : panels(all, say),
    table: () => ({ head: [t.when, ...s.brands.map((b) => `${b.name}, %`)], rows: s.t.map((x, i) => [s.step === "day" ? f.day(x) : f.at(x), ...s.brands.map((b) => f.points(b.p[i]))]) }),
  });
}
function holds(b) {
  const kinds = ["stories", "authors"].filter((k) => b.brands.some((x) => x[k]));
  if (!kinds.length) return html`<section class="card fig"><header><h2>${w().holdsTitle}</h2></header><p class="say">${w().holdsNot}</p></section>`;
  const of = Object.fromEntries(kinds.map((k) => [k, multiples(b.brands, k)]));
  const low = b.brands.filter((x) => kinds.some((k) => of[k].get(x.id)?.hi < 1)).map((x) => x.name);
  const say = w().holdsSays(low);
  return figure({
    id: "holds", title: w().holdsTitle, caption: w().holdsCaption, say, drawing: dots(b.brands, say),
    table: () => ({ head: [t.brand, ...kinds.map((k) => `${t[k]}, ×`)], rows: b.brands.map((x) => [x.name, ...kinds.map((k) => { const v = of[k].get(x.id); return v ? `${f.fixed(v.value, 2)} (${f.fixed(v.lo, 2)}–${f.fixed(v.hi, 2)})` : f.NONE; })]) }),
    legend: kinds.map((k) => html`<span>${k === "stories" ? "◇" : "△"} ${t[k]}</span>`),
  });
}
const picture = async (ctx) => (await load("picture")).savePicture(ctx.r.body, t.q.compare, says(ctx), stampText(ctx.r.body.stamp, stampMore(ctx.r.body)), { f, t, shareTop });

export function view(ctx) {
  const here = ctx.here, csv = query("/v1/compare.csv", { ...table(here), for: f.commas() ? "comma" : "" });
  return html`<div class="tools">${switchOf(here, "co", w().coWord, [["whole", w().co.whole], ["half", w().co.half]], "count")}${switchOf(here, "count", w().countWord, [["mentions", w().count.mentions], ["originals", w().count.originals]], "co")}${platforms(here, ctx.platforms)}
      <span class="grow"></span><a class="btn" href=${csv} download>CSV</a><button class="btn" ?disabled=${!ctx.r.body} @click=${() => picture(ctx)}>${w().picture}</button></div>
    ${chips(here, { ...ctx, except: ["platform"] })}
    ${of(ctx.r, t.q.compare, (b) => b.total ? html`${tableOf(ctx, b)}<div class="half">${shareFigure(ctx)}${holds(b)}</div>` : empty(here))}`;
}
