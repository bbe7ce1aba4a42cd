// What moves this brand?
import { address, chips, empty, f, figure, go, html, incidentRow, mentionsOf, nothing, num, of, pickPeriod, platforms, query, resource, saveCsv, stamp, t, trend, value, words } from "../kit.js";
import { feelingsOverTime } from "./parts/net.js";

const span = (here) => ({ period: here.at.from || here.at.to ? "" : value(here, "period"), from: here.at.from, to: here.at.to, tz: here.at.tz });
export const title = (ctx) => t.q.brand(ctx.brands.get(brandId(ctx))?.name ?? ctx.here.id);
const w = () => words;
const brandId = (ctx) => ctx.here.id || ctx.firstBrand;
export const needs = (here, ctx) => {
  const id = encodeURIComponent(here.id || ctx.firstBrand || ""), beside = { ...span(here), vs: here.at.vs, platform: here.at.platform };
  if (!id) return {};
  return { main: query(`/v1/brands/${id}/series`, { ...span(here), step: here.at.step, platform: here.at.platform }),
    ...Object.fromEntries(LISTS.map((d) => [d, query(`/v1/brands/${id}/top`, { dim: d, ...span(here), vs: here.at.vs, limit: 12, sort: d === "term" ? "sudden" : "" })])),
    care: query(`/v1/brands/${id}/care`, beside), posts: query(`/v1/brands/${id}/posts`, beside), incidents: query("/v1/incidents", { open: true }) };
};
export const refreshMs = 15000;
const sum = (c) => c.reduce((n, x) => n + (x ?? 0), 0);
const topicName = (d, name) => d === "topic" ? t.topic(name) : d === "intent" ? t.intent[name] ?? name : name;
export function says(ctx) {
  const b = ctx.r.body, n = b ? sum(b.n) : 0;
  if (!n) return "";
  const topic = resource("topic").body?.rows[0], sudden = resource("term").body?.rows[0];
  return w().brandSays(f.int(n), f.signed((sum(b.positive) - sum(b.negative)) / n), topic ? [t.topic(topic.name), f.percent(topic.share.p)] : null, sudden ? [sudden.name, times(sudden)] : null);
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
const times = (x) => x.ratio ? f.times(x.ratio.value) : w().fresh;

function list(ctx, dim, title, suddenOnly) {
  const r = resource(dim), b = r.body;
  if (!b && r.error) return html`<section class="card pad" role="alert"><h2>${title}</h2><p class="cap">${t.failed}: ${r.error.message}</p></section>`;
  if (!b) return html`<section class="card pad"><h2>${title}</h2><div class="sk w7"></div><div class="sk w4"></div></section>`;
  const all = b.rows, top = Math.max(1, ...all.map((x) => x.n)), before = b.compared;
  const link = (x) => FILTER[dim] && b.exact !== undefined ? num(f.int(x.n), mentionsOf({ brand: brandId(ctx), ...FILTER[dim](x.name) }), x.name) : f.int(x.n);
  const say = all.length ? w().topSays(topicName(dim, all[0].name), f.int(all[0].n), suddenOnly && before ? times(all[0]) : f.percent(all[0].share.p)) : suddenOnly ? (before ? w().suddenNone : w().noBefore) : w().topNone;
  return html`<section class="card fig" aria-labelledby="top-${title}"><header><h2 id="top-${title}">${title}</h2>${b.exact ? nothing : html`<p title=${w().topEstimateWhy}>${w().topEstimate}</p>`}${ctx.here.at.platform && dim !== "platform" ? html`<p>${w().allPlatforms}</p>` : nothing}
      ${all.length ? html`<span class="grow"></span><button class="btn bare" aria-label="CSV: ${title}" @click=${() => saveCsv(`${brandId(ctx)}-${dim}`, [dim, "mentions", "mentions_high", "share", "before", "ratio", "ratio_low", "ratio_high"],
        all.map((x) => [x.name, x.n, x.high, x.share.p, x.before, x.ratio?.value, x.ratio?.lo, x.ratio?.hi]))}>CSV</button>` : nothing}</header><p class="say">${say}</p>
    ${all.length ? html`<div class="scroll" tabindex="0" role="group" aria-label=${title}><table class="grid-table tight"><caption class="hide">${title}</caption><thead><tr><th scope="col">${t.dim[dim]}</th><th scope="col"><span class="hide">${t.mentions}</span></th><th scope="col" class="num">${t.mentions}</th>
      <th scope="col" class="num">%</th>${before ? html`<th scope="col" class="num">${w().ratio}</th>` : nothing}</tr></thead>
    <tbody>${all.map((x) => html`<tr><th scope="row" class="wrap">${topicName(dim, x.name)}</th><td><svg width="70" height="12" aria-hidden="true"><rect class="bar c0" width=${70 * x.n / top} y="1" height="10"/></svg></td><td class="num">${link(x)}</td>
      <td class="num">${f.points(x.share.p)}</td>${before ? html`<td class="num" title=${x.ratio ? `${f.times(x.ratio.lo)}–${f.times(x.ratio.hi)}` : nothing}>${times(x)}</td>` : nothing}</tr>`)}</tbody></table></div>` : nothing}</section>`;
}
/* What the brand does itself. rows: { name, cells: [text], to: where the first cell leads }. */
function own(ctx, id, title, say, head, rows) {
  return html`<section class="card fig" id="own-${id}" aria-labelledby="own-${id}-t"><header><h2 id="own-${id}-t">${title}</h2><span class="grow"></span>
      <button class="btn bare" aria-label="CSV: ${title}" @click=${() => saveCsv(`${brandId(ctx)}-${id}`, head, rows.map((x) => [x.name, ...x.cells]))}>CSV</button></header><p class="say">${say}</p>
    <div class="scroll" tabindex="0" role="group" aria-label=${title}><table class="grid-table tight"><caption class="hide">${title}</caption><thead><tr>${head.map((h, i) => html`<th scope="col" class=${i ? "num" : ""}>${h}</th>`)}</tr></thead>
    <tbody>${rows.map((x) => html`<tr><th scope="row" class="wrap">${x.name}${x.sub ? html`<span class="sub">${x.sub}</span>` : nothing}</th>${x.cells.map((c, i) => html`<td class="num">${!i && x.to ? num(c, x.to, x.name) : c}</td>`)}</tr>`)}</tbody></table></div></section>`;
}
/* A figure now, before, and how many times as much. */
const beside = (b, now, before, show) => [show(now), ...b.vs ? [show(before), f.times(before ? now / before : null)] : []];
const heads = (b, first) => [first, w().now, ...b.vs ? [w().before, w().ratio] : []];
const authored = (accounts) => `author:(${accounts.map((a) => quoted(a.account)).join(" OR ")}) NOT kind:(reply OR comment OR dm OR repost)`;
const postsOf = (accounts, platform) => mentionsOf({ set: "all", q: authored(accounts), ...(platform ? { platform } : {}) });
function ownCards(ctx) {
  const c = resource("care").body, p = resource("posts").body, cards = [];
  if (c?.care || c?.before) {
    const row = (name, of, show) => ({ name, cells: beside(c, of(c.care), of(c.before), show) }), first = (k) => (x) => x?.first_s?.[k];
    cards.push(own(ctx, "care", w().care, c.care?.mentions ? w().careSays(f.int(c.care.answered), f.int(c.care.mentions)) : w().nobodyAsks, heads(c, w().what), [row(w().asked, (x) => x?.mentions, f.int), row(w().answered, (x) => x?.answered, f.int), row(w().rate, (x) => x?.rate.p, f.points), row(w().people, (x) => x?.people.n, f.int),
      ...[[w().median, "median"], [w().mean, "mean"], [w().p90, "p90"]].map(([name, k]) => row(name, first(k), (v) => f.int(v / 60)))]));
  }
  if (p?.posts || p?.before) {
    const wrote = p.accounts.filter((a) => a.posts.n), mean = (k) => (x) => x?.n >= 5 ? x[k] : null, row = (name, of, show) => ({ name, cells: beside(p, of(p.posts), of(p.before), show) });
    cards.push(own(ctx, "posts", w().posts, w().postsSays(f.fixed(p.posts?.a_day ?? 0, 2), p.before ? f.fixed(p.before.a_day, 2) : null), heads(p, w().what), [{ ...row(w().n, (x) => x?.n, f.int), to: wrote.length ? postsOf(wrote) : null }, row(w().aDay, (x) => x?.a_day, (v) => f.fixed(v, 2)),
      ...[[w().likes, "likes"], [w().comments, "comments"], [w().shares, "shares"]].map(([name, k]) => row(name, mean(k), (v) => f.fixed(v, 2)))]));
  }
  if (p?.accounts.length) {
    const change = (x) => x ? `${x.change > 0 ? "+" : ""}${f.int(x.change)}` : f.NONE;
    cards.push(own(ctx, "accounts", w().accounts, p.followers ? w().followSays(f.int(p.followers.n), p.followers.change === null ? null : change(p.followers)) : w().followNone, [w().account, w().n, w().followers, w().change],
      p.accounts.map((a) => ({ name: `@${a.account}`, sub: [a.platform, a.purpose].filter(Boolean).join(" · "), cells: [f.int(a.posts.n), f.int(a.followers?.n), change(a.followers)], to: a.posts.n ? postsOf([a], a.platform) : null }))));
  }
  return cards.length ? html`<div class="thirds">${cards}</div>` : nothing;
}
function feelingFigure(ctx, b) {
  const say = w().netSays(f.signed((sum(b.positive) - sum(b.negative)) / Math.max(1, sum(b.n))), f.int(sum(b.negative)), f.int(sum(b.positive)));
  return figure({
    id: "net", title: w().netTitle, caption: w().netCaption, say, drawing: feelingsOverTime(b, say, brandId(ctx)),
    table: () => ({ head: [t.when, t.netShort, t.interval, "−", "○", "+"], rows: b.t.map((x, i) => [b.step === "day" ? f.day(x) : f.at(x), f.signed(b.net[i]), b.net[i] === null ? f.NONE : `${f.signed(b.net_lo[i])} – ${f.signed(b.net_hi[i])}`, f.int(b.negative[i]), f.int(b.neutral[i]), f.int(b.positive[i])]).reverse() }),
  });
}
export function view(ctx) {
  const mine = (resource("incidents").body?.incidents ?? []).filter((i) => i.brand === brandId(ctx));
  if (!brandId(ctx)) return html`<div class="card empty"><h2>${w().noBrands}</h2></div>`;
  return html`<div class="tools">${platforms(ctx.here, ctx.platforms)}</div>${chips(ctx.here, { ...ctx, except: ["platform"] })}
    ${of(ctx.r, t.q.brand(""), (b) => !sum(b.n) ? empty(ctx.here) : html`
      ${mine.length ? html`<section class="card incs" aria-label=${t.nav.incidents}>${mine.map((i) => incidentRow(i, ctx))}</section>` : nothing}
      <p class="row"><a class="btn main" href=${mentionsOf({ brand: brandId(ctx) })}>${w().seeMentions(f.int(sum(b.n)))}</a></p>
      ${trend({ id: "volume", series: { ...b, y: b.n }, incidents: mine, filter: { brand: brandId(ctx) } })}
      ${feelingFigure(ctx, b)}${ownCards(ctx)}
      <div class="thirds">${LISTS.filter((d) => said(d)).concat(LISTS.filter((d) => !said(d))).map((d) => list(ctx, d, w().top[d], d === "term"))}</div>
      <div class="card">${stamp(b.stamp)}</div>`)}`;
}
