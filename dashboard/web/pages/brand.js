// What moves this brand?
import { address, chips, empty, f, figure, go, html, incidentRow, mentionsOf, nothing, num, of, pickPeriod, platforms, query, resource, saveCsv, stamp, t, trend, value } from "../kit.js";
import { feelingsOverTime } from "./parts/net.js";

const span = (here) => ({ period: here.at.from || here.at.to ? "" : value(here, "period"), from: here.at.from, to: here.at.to, tz: here.at.tz });
export const title = (ctx) => t.q.brand(ctx.brands.get(brandId(ctx))?.name ?? ctx.here.id);
const brandId = (ctx) => ctx.here.id || ctx.firstBrand;
export const needs = (here, ctx) => {
  const id = encodeURIComponent(here.id || ctx.firstBrand || "");
  if (!id) return {};
  return { main: query(`/v1/brands/${id}/series`, { ...span(here), step: here.at.step, platform: here.at.platform }),
    ...Object.fromEntries(LISTS.map((d) => [d, query(`/v1/brands/${id}/top`, { dim: d, ...span(here), vs: here.at.vs, limit: 12, sort: d === "term" ? "sudden" : "" })])),
    incidents: query("/v1/incidents", { open: true }) };
};
export const refreshMs = 15000;
const sum = (c) => c.reduce((n, x) => n + (x ?? 0), 0);
const topicName = (d, name) => d === "topic" ? t.topic(name) : d === "intent" ? t.intent[name] ?? name : name;
export function says(ctx) {
  const b = ctx.r.body, n = b ? sum(b.n) : 0;
  if (!n) return "";
  const topic = resource("topic").body?.rows[0], sudden = resource("term").body?.rows[0];
  return t.brandSays(f.int(n), f.signed((sum(b.positive) - sum(b.negative)) / n), topic ? [t.topic(topic.name), f.percent(topic.share.p)] : null, sudden ? [sudden.name, times(sudden)] : null);
}
export const choose = (ctx) => html`<label class="field">${t.brand} <select aria-label=${t.brand} @change=${(e) => go(address(`/brand/${encodeURIComponent(e.target.value)}`, ctx.here.at))}>
  ${[...ctx.brands.values()].map((b) => html`<option value=${b.id} ?selected=${b.id === brandId(ctx)}>${b.name}</option>`)}</select></label>${pickPeriod(ctx.here, ctx.r.body?.stamp)}`;

/* What a row of each list is as a filter of mentions. */
const quoted = (s) => `"${s.replaceAll('"', "")}"`;
const FILTER = { topic: (n) => ({ topic: n }), platform: (n) => ({ platform: n }), hashtag: (n) => ({ q: n.startsWith("#") ? n : `#${n}` }), term: (n) => ({ q: quoted(n) }), author: (n) => ({ platform: n.split(":", 1)[0], q: `author:${n.slice(n.indexOf(":") + 1)}` }),
  country: (n) => ({ q: `country:${n}` }), language: (n) => ({ q: `language:${n}` }), link: null, intent: null };
/* In their order, those with nothing to show behind the others. */
const LISTS = ["topic", "hashtag", "term", "link", "author", "platform", "country", "language", "intent"];
const said = (dim) => { const b = resource(dim).body; return !b || b.rows.length > 0; };
/* What was not there before has no multiple: it is new. */
const times = (x) => x.ratio ? f.times(x.ratio.value) : t.fresh;

function list(ctx, dim, title, suddenOnly) {
  const r = resource(dim), b = r.body;
  if (!b && r.error) return html`<section class="card pad" role="alert"><h2>${title}</h2><p class="cap">${t.failed}: ${r.error.message}</p></section>`;
  if (!b) return html`<section class="card pad"><h2>${title}</h2><div class="sk w7"></div><div class="sk w4"></div></section>`;
  const all = b.rows, top = Math.max(1, ...all.map((x) => x.n)), before = b.compared;
  const link = (x) => FILTER[dim] && b.exact !== undefined ? num(f.int(x.n), mentionsOf({ brand: brandId(ctx), ...FILTER[dim](x.name) }), x.name) : f.int(x.n);
  const say = all.length ? t.topSays(topicName(dim, all[0].name), f.int(all[0].n), suddenOnly && before ? times(all[0]) : f.percent(all[0].share.p)) : suddenOnly ? (before ? t.suddenNone : t.noBefore) : t.topNone;
  return html`<section class="card fig" aria-labelledby="top-${title}"><header><h2 id="top-${title}">${title}</h2>${b.exact ? nothing : html`<p title=${t.topEstimateWhy}>${t.topEstimate}</p>`}${ctx.here.at.platform && dim !== "platform" ? html`<p>${t.allPlatforms}</p>` : nothing}
      ${all.length ? html`<span class="grow"></span><button class="btn bare" aria-label="CSV: ${title}" @click=${() => saveCsv(`${brandId(ctx)}-${dim}`, [dim, "mentions", "mentions_high", "share", "before", "ratio", "ratio_low", "ratio_high"],
        all.map((x) => [x.name, x.n, x.high, x.share.p, x.before, x.ratio?.value, x.ratio?.lo, x.ratio?.hi]))}>CSV</button>` : nothing}</header><p class="say">${say}</p>
    ${all.length ? html`<div class="scroll" tabindex="0" role="group" aria-label=${title}><table class="grid-table tight"><caption class="hide">${title}</caption><thead><tr><th scope="col">${t.dim[dim]}</th><th scope="col"><span class="hide">${t.mentions}</span></th><th scope="col" class="num">${t.mentions}</th>
      <th scope="col" class="num">%</th>${before ? html`<th scope="col" class="num">${t.ratio}</th>` : nothing}</tr></thead>
    <tbody>${all.map((x) => html`<tr><th scope="row" class="wrap">${topicName(dim, x.name)}</th><td><svg width="70" height="12" aria-hidden="true"><rect class="bar c0" width=${70 * x.n / top} y="1" height="10"/></svg></td><td class="num">${link(x)}</td>
      <td class="num">${f.points(x.share.p)}</td>${before ? html`<td class="num" title=${x.ratio ? `${f.times(x.ratio.lo)}–${f.times(x.ratio.hi)}` : nothing}>${times(x)}</td>` : nothing}</tr>`)}</tbody></table></div>` : nothing}</section>`;
}
function feelingFigure(ctx, b) {
  const say = t.netSays(f.signed((sum(b.positive) - sum(b.negative)) / Math.max(1, sum(b.n))), f.int(sum(b.negative)), f.int(sum(b.positive)));
  return figure({
    id: "net", title: t.netTitle, caption: t.netCaption, say, drawing: feelingsOverTime(b, say, brandId(ctx)),
    table: () => ({ head: [t.when, t.netShort, t.interval, "−", "○", "+"], rows: b.t.map((x, i) => [b.step === "day" ? f.day(x) : f.at(x), f.signed(b.net[i]), b.net[i] === null ? f.NONE : `${f.signed(b.net_lo[i])} – ${f.signed(b.net_hi[i])}`, f.int(b.negative[i]), f.int(b.neutral[i]), f.int(b.positive[i])]).reverse() }),
  });
}
export function view(ctx) {
  const mine = (resource("incidents").body?.incidents ?? []).filter((i) => i.brand === brandId(ctx));
  if (!brandId(ctx)) return html`<div class="card empty"><h2>${t.noBrands}</h2></div>`;
  return html`<div class="tools">${platforms(ctx.here, ctx.platforms)}</div>${chips(ctx.here, { ...ctx, except: ["platform"] })}
    ${of(ctx.r, t.q.brand(""), (b) => !sum(b.n) ? empty(ctx.here) : html`
      ${mine.length ? html`<section class="card incs" aria-label=${t.nav.incidents}>${mine.map((i) => incidentRow(i, ctx))}</section>` : nothing}
      <p class="row"><a class="btn main" href=${mentionsOf({ brand: brandId(ctx) })}>${t.seeMentions(f.int(sum(b.n)))}</a></p>
      ${trend({ id: "volume", series: { ...b, y: b.n }, incidents: mine, filter: { brand: brandId(ctx) } })}
      ${feelingFigure(ctx, b)}
      <div class="thirds">${LISTS.filter((d) => said(d)).concat(LISTS.filter((d) => !said(d))).map((d) => list(ctx, d, t.top[d], d === "term"))}</div>
      <div class="card">${stamp(b.stamp)}</div>`)}`;
}
