// What is unusual right now, and can I trust the feed?
import { brandMark, brandOf, chips, empty, f, felt, figure, html, icon, incidentRow, inOrder, liveList, mentionsOf, nothing, num, of, orderNote, pickPeriod, pickSet, query, read, shareBar, shareTop, spark, stamp, t, trend, value, when, words } from "../kit.js";

const w = () => words;

const PERIODS = ["1h", "6h", "24h", "7d"];
export const title = () => t.q.now;
export const needs = (here) => ({ main: query("/v1/now", { set: here.at.set, period: value(here, "period"), platform: here.at.platform, tz: here.at.tz }) });
export const streams = (here) => ({ topics: "mention,incident,source,tick", set: here.at.set, platform: here.at.platform });
export const refreshMs = 5000;
export const says = (ctx) => {
  const b = ctx.r.body;
  if (!b || !b.headline.mentions) return "";
  const name = (id) => b.brands.find((x) => x.id === id)?.name ?? id;
  const known = b.brands.filter((x) => x.normal).length;
  return w().nowSays(b.facts.unusual.slice(0, 3).map((u) => [name(u.brand), f.times(u.ratio), u.ratio]), b.brands.length, known, b.facts.most ? [name(b.facts.most), f.percent(b.brands.find((x) => x.id === b.facts.most)?.share.p, 0)] : null);
};
export const choose = (ctx) => html`${pickSet(ctx.here, ctx.sets)}${pickPeriod(ctx.here, ctx.r.body?.stamp, PERIODS)}`;

function headline(b) {
  const h = b.headline, here = mentionsOf({});
  const cell = (name, big, unit, note) => html`<div><dt>${name}</dt><dd><div class="big">${big}${unit ? html`<span class="unit">${unit}</span>` : nothing}</div><div class="note">${note}</div></dd></div>`;
  const off = h.normal?.n ? h.mentions / h.normal.n - 1 : null;
  const share = (e) => e && h.mentions ? w().copies(f.percent(Math.max(0, 1 - e.n / h.mentions))) : "";
  return html`<dl class="card heads">
    ${cell(t.mentions, num(f.int(h.mentions), here, t.mentions), "", off === null ? w().normalUnknown : w().againstNormal(f.percent(off)))}
    ${h.stories ? cell(t.stories, f.int(h.stories.n), "", share(h.stories)) : cell(w().originals, f.int(h.originals), "", h.mentions ? w().reposts(f.percent(1 - h.originals / h.mentions)) : "")}
    ${h.authors ? cell(t.authors, f.int(h.authors.n), "", w().estimate(f.percent((h.authors.hi - h.authors.lo) / 2 / h.authors.n, 1))) : cell(t.authors, f.NONE, "", t.notMeasured)}
    ${cell(w().net, f.signed(h.net.value), "pp", w().netFormula)}
    ${h.answered ? cell(w().answered, f.oneIn(h.answered.n, h.answered.of), "", w().medianMean(f.minutes(h.answered.median_s), f.minutes(h.answered.mean_s))) : cell(w().answered, f.NONE, "", t.notMeasured)}
  </dl>`;
}
const HOT = 3;     // so many times normal is drawn as an alarm
const hot = (b) => b.ratio !== null && b.ratio >= HOT && b.normal && b.n > b.normal.hi;
function row(b, top) {
  const all = b.sent.negative + b.sent.neutral + b.sent.positive;
  const label = (l) => mentionsOf({ brand: b.id, label: l });
  return html`<tr><th scope="row">${brandMark(b, brandOf(b.id))}</th>
    <td>${spark(b.spark, hot(b), w().sparkSays(b.name, f.times(b.ratio)))}</td>
    <td class="num ${hot(b) ? "hot" : ""}"><b>${f.times(b.ratio)}</b></td>
    <td class="num">${num(f.int(b.n), mentionsOf({ brand: b.id }), b.name)}</td>
    <td>${shareBar(b, b.share, top)}</td>
    <td class="num">${b.share.p === null ? f.NONE : html`${f.points(b.share.p)} <span class="small soft">±${f.points((b.share.hi - b.share.lo) / 2)}</span>`}</td>
    <td>${felt(b)}</td>
    <td class="num">${all ? num(f.points(b.sent.neutral / all, 0), label("neutral"), `${b.name} ${t.label.neutral}`) : f.NONE}</td>
    <td class="num">${f.signed(b.net.value)}</td></tr>`;
}
function brands(b, ctx) {
  const { rows, changed } = inOrder("now", ctx.here.at.set ?? "", b.brands);
  const top = shareTop(b.brands.map((x) => x.share));
  const most = b.brands.find((x) => x.id === b.facts.most);
  const say = w().brandsSay(b.brands.some((x) => x.ratio) ? b.brands.filter(hot).map((x) => x.name) : null, most ? [most.name, f.percent(most.share.p, 1)] : null);
  return html`<section class="card fig" aria-labelledby="brands-t"><header><h2 id="brands-t">${w().brandsTitle}</h2><p>${w().brandsCaption}</p></header>
    <p class="say">${say}</p>${orderNote("now", changed, ctx.redraw)}
    <div class="scroll fixed" tabindex="0" role="group" aria-label=${w().brandsTitle}><table class="grid-table"><caption class="hide">${w().brandsTitle}</caption><thead><tr><th scope="col">${t.brand}</th><th scope="col">${t.period[value(read(), "period")] ?? w().course}</th>
      <th scope="col" class="num">${w().timesNormal}</th><th scope="col" class="num">${t.mentions}</th><th scope="col">${t.share} <span class="soft">0–${f.percent(top)}</span></th><th scope="col" class="num">% ±</th>
      <th scope="col">${t.negPos}</th><th scope="col" class="num">${w().neutralPct}</th><th scope="col" class="num">${t.netShort}</th></tr></thead>
      <tbody>${rows.map((x) => row(x, top))}</tbody></table></div>${stamp(b.stamp)}</section>`;
}
const sourceText = (s, now) => {
  if (s.state === "quiet") return w().sourceQuiet(f.lasting(s.silent_ms), s.normal === null ? null : f.lasting(s.normal));
  if (s.state === "behind") return w().sourceBehind(f.lasting(s.lag_ms));
  if (s.state === "broken") return `${w().sourceBroken(f.lasting(s.silent_ms), s.normal === null ? null : f.lasting(s.normal))}`;
  return s.last ? w().sourceLast(f.ago(s.last, now)) : s.reason;
};
const watchText = (x, now) => {
  if (x.state === "unknown") return w().watchNever;
  if (x.state === "broken") return w().watchBroken(f.lasting(now - new Date(x.looked)));
  if (x.held) return w().watchHeld;
  return x.behind && x.seen ? w().watchBehind(f.lasting(now - new Date(x.seen)), f.int(x.behind)) : w().watchLive;
};
function sources(b) {
  return figure({
    id: "sources", title: w().sourcesTitle, say: w().sourcesSay(b.sources.length, b.sources.filter((s) => s.state === "broken" || s.state === "behind").map((s) => s.id)),
    drawing: html`<div role="list" class="flush">${b.sources.map((s) => html`<div class="src" role="listitem"><b>${s.id}</b><span class="state ${s.state}">${icon(s.state)}${w().state[s.state]}</span>
      <span class="num soft small">${w().perHour(f.fixed(s.rate, s.rate < 10 ? 1 : 0))}</span><span class="cap" title=${s.reason}>${sourceText(s, Date.now())}</span></div>`)}
      <div class="src watch" role="listitem"><b>${w().watchName}</b><span class="state ${b.watch.state}">${icon(b.watch.state)}${w().state[b.watch.state]}</span><span></span><span class="cap">${watchText(b.watch, Date.now())}</span></div></div>`,
    table: () => ({ head: [w().source, w().stateWord, w().rateWord, w().lastMention], rows: b.sources.map((s) => [s.id, w().state[s.state], f.fixed(s.rate, 1), s.last ? when(s.last, f.at(s.last)) : f.NONE]) }),
  });
}
export function view(ctx) {
  return html`${chips(ctx.here, ctx)}${of(ctx.r, t.q.now, (b) => html`
    ${b.incidents.length ? html`<section class="card incs" aria-label=${t.nav.incidents}>${b.incidents.map((i) => incidentRow(i, ctx))}</section>` : nothing}
    ${b.headline.mentions ? html`${headline(b)}<div class="two"><div class="col">
      ${trend({ id: "volume", series: b.series, incidents: b.incidents })}${brands(b, ctx)}${sources(b)}</div>${liveList(ctx)}</div>`
      : html`${empty(ctx.here, b.sources)}<div class="two"><div class="col">${b.sources.length ? sources(b) : nothing}</div>${liveList(ctx)}</div>`}`)}`;
}
