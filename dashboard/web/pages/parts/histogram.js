// When the mentions were: a bar an interval, negative below in its own colour; dragging over it makes the period, and so do shift and the arrows.
import { change, cursorKeys, cursorOf, f, html, minute, nothing, readout, svg, words } from "../../kit.js";

const w = () => words;
const MS = { minute: 60e3, "5min": 300e3, "30min": 1800e3, hour: 3600e3, day: 864e5 };
const W = 1000, H = 92;
let brush = null;      // [from, to] of indices while the pointer is down
const pick = (h, a, b) => change({ period: null, from: minute(h.t[Math.min(a, b)]), to: minute(h.t[Math.max(a, b)] + MS[h.step]) });
const index = (h, e) => { const r = e.currentTarget.getBoundingClientRect(); return Math.max(0, Math.min(h.t.length - 1, Math.floor((e.clientX - r.left) / r.width * h.t.length))); };
const when = (h, i) => h.step === "day" ? f.day(h.t[i]) : f.at(h.t[i]);
export const histogramText = (h) => (i) => w().histogramAt(when(h, i), f.int(h.n[i]), f.int(h.negative[i]), f.int(h.positive[i]));

export function histogram(h, label, redraw) {
  const n = h.t.length, top = Math.max(1, ...h.n), each = W / Math.max(1, n), gap = each > 4 ? 1 : 0, at = cursorOf("hist");
  const bar = (v, i, cls, under = 0) => v ? svg`<rect class=${cls} x=${i * each} width=${Math.max(0.5, each - gap)} y=${H - H * (v + under) / top} height=${H * v / top}/>` : nothing;
  const down = (e) => { brush = [index(h, e), index(h, e)]; e.currentTarget.setPointerCapture(e.pointerId); redraw(); };
  const move = (e) => { if (brush) { brush[1] = index(h, e); redraw(); } };
  const up = () => { if (brush) { const [a, b] = brush; brush = null; pick(h, a, b); } };
  return html`<div class="plot hist" tabindex="0" role="img" aria-label="${label} ${w().histogramKeys}" @keydown=${cursorKeys("hist", n, 10, histogramText(h), (i) => pick(h, i, i))}
      @pointerdown=${down} @pointermove=${move} @pointerup=${up} @pointercancel=${() => { brush = null; redraw(); }}>
    <svg viewBox="0 0 ${W} ${H}" width="100%" height=${H} preserveAspectRatio="none" aria-hidden="true">
      ${h.n.map((v, i) => [bar(h.negative[i], i, "bar-neg"), bar(h.neutral[i], i, "b", h.negative[i]), bar(h.positive[i], i, "bar-pos", h.negative[i] + h.neutral[i])])}
      <path class="axis" d="M0 ${H - 0.5}H${W}"/>${at === null ? nothing : svg`<path class="cursor" d="M${(at + 0.5) * each} 0V${H}"/>`}
      ${brush ? svg`<rect class="sel" x=${Math.min(...brush) * each} width=${(Math.abs(brush[1] - brush[0]) + 1) * each} y="0" height=${H}/>` : nothing}</svg>
    ${n ? html`<div class="row small soft"><span>${when(h, 0)}</span><span class="grow"></span><span>${when(h, n - 1)}</span></div>` : nothing}</div>${readout("hist", histogramText(h))}`;
}
