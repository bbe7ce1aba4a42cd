// Which mentions are behind that number, and why were they counted so?
import { change, chips, empty, f, failed, get, html, mention, nothing, pickPeriod, pickSet, query, repeat, resource, saveCsv, segments, skeleton, stale, stamp, t, value, words } from "../kit.js";
import { histogram } from "./parts/histogram.js";
import { whyPanel } from "./parts/why.js";

const w = () => words;

const PAGE = 50;
const filter = (here) => ({ q: here.at.q, set: here.at.brand ? "" : here.at.set, brand: here.at.brand, label: here.at.label, topic: here.at.topic, platform: here.at.platform,
  period: here.at.from || here.at.to ? "" : value(here, "period"), from: here.at.from, to: here.at.to, tz: here.at.tz });
export const title = () => t.q.mentions;
export const needs = (here) => ({ main: query("/v1/mentions", { ...filter(here), limit: PAGE }), hist: query("/v1/mentions/histogram", filter(here)),
  ...(here.at.open ? { why: `/v1/mentions/${encodeURIComponent(here.at.open)}/why` } : {}) });
export const refreshMs = 10000;
const total = (h) => h ? h.n.reduce((a, b) => a + b, 0) : null;
export function says(ctx) {
  const h = resource("hist").body;
  return h && total(h) ? w().mentionsSay(f.int(total(h)), f.percent(h.negative.reduce((a, b) => a + b, 0) / total(h)), f.percent(h.positive.reduce((a, b) => a + b, 0) / total(h)), h.exact) : "";
}
export const choose = (ctx) => html`${pickSet(ctx.here, ctx.sets)}${pickPeriod(ctx.here, ctx.r.body?.stamp)}`;

// Older pages, fetched by the button: kept beside the first one, which alone is refreshed, and dropped when the filter changes.
let older = { of: "", items: [], next: null, busy: false, error: null };
async function more(ctx, next) {
  older.busy = true;
  ctx.redraw();
  const mine = older;
  try {
    const page = await get(query("/v1/mentions", { ...filter(ctx.here), limit: PAGE, cursor: next }));
    mine.items.push(...page.items);
    mine.next = page.next;
    mine.error = null;
  } catch (e) { mine.error = e; }
  mine.busy = false;
  ctx.redraw();
}
const search = (e) => { e.preventDefault(); change({ q: new FormData(e.target).get("q").trim(), open: null }); };
/* A mistake in the query, as a compiler shows it: the line, and a caret under what is wrong. */
function mistake(e, q) {
  if (e?.status !== 400 || !q) return nothing;
  const [from, to] = e.at ?? [0, 0];
  return html`<p class="qerr" role="alert">${e.message}${e.at ? `\n${q}\n${" ".repeat(from)}${"^".repeat(Math.max(1, to - from))}` : ""}</p>`;
}
const HEAD = ["key", "created", "platform", "kind", "author", "label", "score", "brands", "topics", "lang", "text", "url"];
const save = (items) => saveCsv("mentions", HEAD, items.map((m) => [m.key, m.created, m.platform, m.kind, m.author.handle || m.author.name, m.label, m.score, m.brands.map((b) => b.id).join(" "), m.topics.join(" "), m.lang, m.text, m.url]));
function counted(ctx) {
  const r = resource("hist"), h = r.body;
  if (!h) return r.error ? html`<section class="card pad"><p class="cap">${t.failed}: ${r.error.message}</p></section>` : html`<section class="card pad"><div class="sk w2"></div><div class="sk tall"></div></section>`;
  const label = says(ctx) || t.emptyTitle;
  return html`<section class="card fig" aria-labelledby="hist-t"><header><h2 id="hist-t"><span class="count" data-count=${total(h)}>${h.exact ? "" : "≥ "}${f.int(total(h))}</span> ${w().mentionsCount(total(h))}</h2>
    <p>${h.exact ? w().countExact : w().countNewest(h.stamp.covers ? f.int(h.stamp.covers.mentions) : null)}</p></header><div class="body">${histogram(h, label, ctx.redraw)}</div></section>`;
}
export function view(ctx) {
  const here = ctx.here, r = ctx.r, b = r.body, key = query("", filter(here));
  if (older.of !== key) older = { of: key, items: [], next: null, busy: false, error: null };
  const items = b ? [...b.items, ...older.items.filter((m) => !b.items.some((x) => x.key === m.key))] : [];
  const next = older.items.length ? older.next : b?.next, bad = r.error?.status === 400;
  const open = (m) => change({ open: m.id });
  return html`<form class="search" role="search" @submit=${search}><input type="search" name="q" id="q" .value=${here.at.q ?? ""} placeholder=${w().searchHint} aria-label=${t.search} autocomplete="off" spellcheck="false"><button class="btn main">${t.search}</button></form>
    ${mistake(r.error, here.at.q)}
    <div class="tools">${segments(t.sentiment, here.at.label ?? "", [["", t.all], ...["negative", "neutral", "positive"].map((l) => [l, t.label[l]])], (v) => change({ label: v }))}
      ${ctx.platforms.length ? html`<label class="field">${t.platform} <select aria-label=${t.platform} @change=${(e) => change({ platform: e.target.value })}><option value="">${t.all}</option>
        ${ctx.platforms.map((p) => html`<option value=${p} ?selected=${p === here.at.platform}>${p}</option>`)}</select></label>` : nothing}
      <label class="field">${t.brand} <select aria-label=${t.brand} @change=${(e) => change({ brand: e.target.value })}><option value="">${t.all}</option>
        ${[...ctx.brands.values()].map((x) => html`<option value=${x.id} ?selected=${x.id === here.at.brand}>${x.name}</option>`)}</select></label>
      <span class="grow"></span><button class="btn" ?disabled=${!items.length} @click=${() => save(items)}>${w().exportCsv(items.length)}</button></div>
    ${chips(here, { ...ctx, except: ["q"] })}
    ${bad ? nothing : counted(ctx)}
    ${!b ? (bad ? nothing : r.error ? failed(r) : skeleton(r, t.q.mentions)) : html`${stale(r)}
      ${!items.length && b.complete ? empty(here) : html`<div class=${here.at.open ? "two" : "col"}><section class="card" aria-label=${t.mentions}>
        ${repeat(items, (m) => m.key, (m) => mention(m, { brands: ctx.brands, why: open, selected: m.id === here.at.open }))}
        <div class="pad row"><span class="cap grow">${next ? w().moreThere : w().noMore}${!b.complete && !older.items.length ? ` ${w().searchedBack(b.until ? f.at(b.until) : "")}` : ""}</span>
        ${older.error ? html`<span class="bad">${older.error.message}</span>` : nothing}${next ? html`<button class="btn" ?disabled=${older.busy} @click=${() => more(ctx, next)}>${older.busy ? t.loading : w().older}</button>` : nothing}</div>
        ${stamp(b.stamp)}</section>${here.at.open ? whyPanel(ctx) : nothing}</div>`}`}`;
}
