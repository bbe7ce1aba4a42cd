// Feeling over time: the net with its interval, below it thin mirrored areas (negative down, positive up). Nothing is smoothed.
import { bandPath, cursorKeys, cursorOf, f, go, html, linePath, mentionsOf, minute, nothing, readout, svg, t, words } from "../../kit.js";

const w = () => words;
const MS = { minute: 60e3, "5min": 300e3, hour: 3600e3, day: 864e5 };
export function feelingsOverTime(b, label, brand) {
  const n = b.t.length, when = (i) => b.step === "day" ? f.day(b.t[i]) : f.at(b.t[i]);
  const text = (i) => w().netAt(when(i), f.signed(b.net[i]), f.int(b.negative[i]), f.int(b.positive[i]));
  const open = (i) => go(mentionsOf({ brand, period: null, from: minute(b.t[i]), to: minute(b.t[i] + MS[b.step]) }));
  return html`<div class="plot" tabindex="0" role="img" aria-label="${label} ${t.chartKeys}" @keydown=${cursorKeys("net", n, 12, text, open)}><pulso-fit .draw=${(W) => drawing(b, W, when)}></pulso-fit></div>${readout("net", text)}`;
}
function drawing(b, W, when) {
  const L = 44, n = b.t.length, A = 110, B = 60, H = A + B + 24, at = cursorOf("net");
  const reach = Math.max(0.1, ...b.net_lo.map((v) => Math.abs(v ?? 0)), ...b.net_hi.map((v) => Math.abs(v ?? 0)));
  const xs = b.t.map((_, i) => L + (W - L - 4) * (n > 1 ? i / (n - 1) : 0.5)), y = (v) => v === null ? null : A / 2 + 4 - (A / 2 - 6) * v / reach;
  const top = Math.max(1, ...b.negative, ...b.positive), base = A + B / 2 + 6, mid = new Array(n).fill(base);
  return html`<svg class="net" viewBox="0 0 ${W} ${H}" width=${W} height=${H} aria-hidden="true">
    ${[reach, 0, -reach].map((v) => svg`<path class=${v ? "gridline" : "zero"} d="M${L} ${y(v)}H${W}"/><text class="ax" x=${L - 6} y=${y(v) + 4} text-anchor="end">${f.signed(v, 0)}</text>`)}
    <path class="band-fill" d=${bandPath(xs, b.net_lo.map(y), b.net_hi.map(y))}/><path class="net-line" d=${linePath(xs, b.net.map(y))}/>
    <path class="bar-pos" d=${bandPath(xs, mid, b.positive.map((v) => base - (B / 2) * v / top))}/><path class="bar-neg" d=${bandPath(xs, b.negative.map((v) => base + (B / 2) * v / top), mid)}/>
    <path class="zero" d="M${L} ${base}H${W}"/><text class="ax" x=${L - 6} y=${base - 8} text-anchor="end">+</text><text class="ax" x=${L - 6} y=${base + 16} text-anchor="end">−</text>
    ${n ? svg`<text class="ax" x=${L} y=${H - 2}>${when(0)}</text><text class="ax" x=${W} y=${H - 2} text-anchor="end">${when(n - 1)}</text>` : nothing}
    ${at === null || at >= n ? nothing : svg`<path class="cursor" d="M${xs[at]} 0V${H - 18}"/>`}</svg>`;
}
