// Share of voice over time: a panel for each brand (its own line with its interval, the others grey on the same scale), or all of them stacked to 100 %.
import { bandPath, colour, cursorKeys, cursorOf, f, html, linePath, nothing, readout, roundUp, svg, t, words } from "../../kit.js";

const w = () => words;
const day = (s, i) => s.step === "day" ? f.day(s.t[i]) : f.at(s.t[i]);
/* At the ends of an axis there is room for one of them only. */
const brief = (s, i) => s.step === "day" || f.day(s.t[0]) !== f.day(s.t[s.t.length - 1]) ? f.day(s.t[i]) : f.hm(s.t[i]);
const pointText = (s) => (i) => w().shareAt(day(s, i), s.brands.map((b) => [b.name, b.p[i] === null ? t.notMeasured : f.percent(b.p[i], 1)]));
const highest = (b) => Math.max(0, ...b.hi.map((x, i) => b.p[i] === null ? 0 : x ?? 0));

/* Two groups of scale at most: those that reach far, and the rest where it would be squeezed flat. */
function scales(brands) {
  const tops = brands.map(highest), all = Math.min(1, roundUp(Math.max(0.02, ...tops)));
  const small = tops.filter((x) => x < all / 4);
  const low = small.length ? Math.min(1, roundUp(Math.max(0.01, ...small))) : all;
  return brands.map((b, i) => tops[i] < all / 4 ? low : all);
}
function panel(s, b, top, i, W) {
  const H = W > 260 ? 150 : 96, n = s.t.length;
  const xs = s.t.map((_, k) => 2 + (W - 8) * (n > 1 ? k / (n - 1) : 1)), y = (v) => v === null ? null : 4 + (H - 8) * (1 - v / top);
  const clip = (v) => v === null || v > top ? null : y(v);
  let end = n - 1;
  while (end > 0 && b.p[end] === null) end--;
  const at = cursorOf("share");
  return html`<div class=${colour(b)}><div class="hd"><span class="brand">${b.name}</span><span class="soft">${f.percent(b.p[end], 1)}</span></div>
    <svg viewBox="0 0 ${W} ${H + 16}" width=${W} height=${H + 16} aria-hidden="true">
    ${[0.5, 1].map((k) => svg`<path class="gridline" d="M0 ${y(top * k)}H${W}"/><text class="ax" x="0" y=${y(top * k) + (k === 1 ? 12 : -3)}>${f.percent(top * k, top * k < 0.02 ? 1 : 0)}</text>`)}
    <path class="axis" d="M0 ${y(0)}H${W}"/>
    ${s.brands.map((o, k) => k === i ? nothing : svg`<path class="other" d=${linePath(xs, o.p.map(clip))}/>`)}
    <path class="own-band" d=${bandPath(xs, b.lo.map((v, k) => b.p[k] === null ? null : y(v)), b.hi.map((v, k) => b.p[k] === null ? null : y(Math.min(v, top))))}/>
    <path class="own" d=${linePath(xs, b.p.map(y))}/>${b.p[end] === null ? nothing : svg`<circle class="own-dot" cx=${xs[end]} cy=${y(b.p[end])} r="3.5"/>`}
    ${at === null ? nothing : svg`<path class="cursor" d="M${xs[at]} 4V${y(0)}"/>`}
    <text class="ax" x="0" y=${H + 13}>${brief(s, 0)}</text><text class="ax" x=${W} y=${H + 13} text-anchor="end">${brief(s, n - 1)}</text></svg></div>`;
}
const wrap = (s, label, inner) => html`<div class="plot" tabindex="0" role="img" aria-label="${label} ${t.chartKeys}" @keydown=${cursorKeys("share", s.t.length, 7, pointText(s))}>${inner}</div>
  ${readout("share", pointText(s))}`;

export function panels(s, label) {
  const tops = scales(s.brands);
  const across = (w) => Math.max(w < 330 ? 1 : 2, Math.min(4, s.brands.length, Math.floor((w + 16) / 190)));
  return wrap(s, label, html`<pulso-fit .draw=${(w) => html`<div class="panels a${across(w)}">${s.brands.map((b, i) => panel(s, b, tops[i], i, Math.floor((w - 16 * (across(w) - 1)) / across(w))))}</div>`}></pulso-fit>`);
}

/* Ours at the bottom, where a stacked area can be read; all are unknown together at a gap. */
export const stacked = (s, label) => wrap(s, label, html`<pulso-fit .draw=${(w) => stack(s, w)}></pulso-fit>`);
function stack(s, W) {
  const H = 260, L = 44, R = 120, n = s.t.length;
  const order = [...s.brands].sort((a, b) => b.own - a.own || sum(b.n) - sum(a.n));
  const xs = s.t.map((_, k) => L + (W - L - R) * (n > 1 ? k / (n - 1) : 0.5)), y = (v) => v === null ? null : 6 + (H - 26) * (1 - v);
  const under = new Array(n).fill(0), labels = [];
  const areas = order.map((b) => {
    const lo = under.map((v, k) => s.total[k] ? v : null);
    b.p.forEach((p, k) => { under[k] += p ?? 0; });
    const hi = under.map((v, k) => s.total[k] ? Math.min(1, v) : null);
    const k = hi.findLastIndex((v) => v !== null);
    if (k >= 0) labels.push({ b, y: y((lo[k] + hi[k]) / 2) });
    return svg`<path class="area ${colour(b)}" d=${bandPath(xs, lo.map(y), hi.map(y))}/>`;
  });
  labels.sort((a, b) => b.y - a.y).forEach((l, i) => { if (i) l.y = Math.min(l.y, labels[i - 1].y - 14); });
  const push = labels.length ? Math.max(0, 8 - labels[labels.length - 1].y) : 0;
  const ticks = [0, Math.floor((n - 1) / 2), n - 1].filter((k, i, all) => all.indexOf(k) === i && k >= 0), at = cursorOf("share");
  return html`<svg viewBox="0 0 ${W} ${H}" width=${W} height=${H} aria-hidden="true">
    ${[0, 0.2, 0.4, 0.6, 0.8, 1].map((v) => svg`<text class="ax" x=${L - 8} y=${y(v) + 4} text-anchor="end">${f.percent(v)}</text>`)}${areas}
    ${labels.map((l) => svg`<text class="lab" x=${W - R + 8} y=${l.y + push + 4}>${l.b.name.length > 17 ? `${l.b.name.slice(0, 16)}…` : l.b.name}</text>`)}
    ${ticks.map((k) => svg`<text class="ax" x=${xs[k]} y=${H - 4} text-anchor=${k === 0 ? "start" : k === n - 1 ? "end" : "middle"}>${day(s, k)}</text>`)}
    ${at === null ? nothing : svg`<path class="cursor" d="M${xs[at]} 6V${y(0)}"/>`}</svg>`;
}
const sum = (column) => column.reduce((a, b) => a + (b ?? 0), 0);
