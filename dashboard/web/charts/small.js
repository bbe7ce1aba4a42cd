// Small drawings that stand inside tables, as SVG: spark, share with its interval, feelings around one zero. The number beside is the message.
import { html, svg, nothing } from "lit-html";
import { t } from "../core/i18n.js";
import * as f from "../core/format.js";
import { colour, mentionsOf } from "../parts/marks.js";
import { bandPath, linePath } from "./path.js";

const W = 150, H = 28;
export function spark(s, hot, label) {
  const n = s.t.length;
  if (!n) return nothing;
  const top = Math.max(1, ...s.y.map((v) => v ?? 0), ...s.hi.map((v) => v ?? 0));
  const xs = s.t.map((_, i) => 3 + (W - 8) * (n > 1 ? i / (n - 1) : 1));
  const scale = (v) => v === null ? null : H - 3 - (H - 7) * v / top;
  const [y, lo, hi] = [s.y, s.lo, s.hi].map((column) => column.map(scale));
  let end = n - 1;
  while (end > 0 && y[end] === null) end--;
  return html`<svg class="spark" width=${W} height=${H} viewBox="0 0 ${W} ${H}" role="img" aria-label=${label}>
    <path class="band" d=${bandPath(xs, lo, hi)}/><path class="edge" d=${linePath(xs, hi)}/><path class="edge" d=${linePath(xs, lo)}/><path class="line" d=${linePath(xs, y)}/>
    ${y[end] === null ? nothing : svg`<circle class="end ${hot ? "hot" : ""}" cx=${xs[end]} cy=${y[end]} r="2.6"/>`}</svg>`;
}

/* Share from 0 to `top`; a whisker only where it can be seen (wider than 5 px). */
export function shareBar(b, share, top, width = 150) {
  const x = (p) => width * p / top;
  const seen = share.p !== null && x(share.hi) - x(share.lo) > 5;
  return html`<svg width=${width} height="24" viewBox="0 0 ${width} 24" class=${colour(b)} aria-hidden="true">
    ${share.p ? svg`<rect class="bar" x="0" y="7" width=${Math.max(1, x(share.p))} height="10"/>` : nothing}
    ${seen ? svg`<path class="whisk" d="M${x(share.lo)} 12H${x(share.hi)}M${x(share.lo)} 9v6M${x(share.hi)} 9v6"/>` : nothing}
    <path class="zero" d="M.5 0v24"/></svg>`;
}
export const shareTop = (shares) => Math.min(1, Math.max(0.1, Math.ceil(Math.max(0, ...shares.map((s) => s.hi ?? 0)) * 10) / 10));

/* Both ends keep their baseline: negative to the left of one zero, positive to the right; the mark is the net. */
function feelings(sent, net, width) {
  const all = sent.negative + sent.neutral + sent.positive;
  if (!all) return nothing;
  const half = width / 2, px = (n) => half * n / all;
  const at = half + half * (net.value ?? 0);
  return html`<svg width=${width} height="24" viewBox="0 0 ${width} 24" aria-hidden="true">
    <rect class="bar-neg" x=${half - px(sent.negative)} y="8" width=${px(sent.negative)} height="9"/><rect class="bar-pos" x=${half} y="8" width=${px(sent.positive)} height="9"/>
    <path class="zero" d="M${half} 0v24"/>${net.value === null ? nothing : svg`<path class="tri" d="M${at - 4} 2h8l-4 4z"/>`}</svg>`;
}
/* The same for a brand, as a way to its negative mentions. */
export const felt = (b, width = 120) => !(b.sent.negative + b.sent.neutral + b.sent.positive) ? nothing : html`<a class="plain" href=${mentionsOf({ brand: b.id, label: "negative" })}
  aria-label="${b.name}: ${f.int(b.sent.negative)} ${t.label.negative}, ${f.int(b.sent.positive)} ${t.label.positive}" title="− ${f.int(b.sent.negative)}  + ${f.int(b.sent.positive)}">${feelings(b.sent, b.net, width)}</a>`;
