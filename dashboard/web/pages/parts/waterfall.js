// Where an excess comes from: from what is normal, cause by cause, to what was observed. The parts sum up to the excess.
import { f, html, svg, t, words } from "../../kit.js";

const w = () => words;
export function waterfall(expected, causes, observed, label) {
  const rows = [{ name: w().normal, from: 0, to: expected, cls: "base" }];
  let at = expected;
  for (const c of causes) { rows.push({ name: c.name, from: at, to: at + c.n, cls: c.rest ? "rest" : "up", n: c.n }); at += c.n; }
  rows.push({ name: t.observed, from: 0, to: observed, cls: "base" });
  return html`<div class="plot wf" role="img" aria-label=${label}><pulso-fit .draw=${(w) => drawing(rows, Math.min(w, 720))}></pulso-fit></div>`;
}
function drawing(rows, W) {
  const top = Math.max(1, ...rows.map((r) => Math.max(r.from, r.to))), L = Math.min(190, W * 0.4), row = 26, H = rows.length * row, x = (v) => L + (W - L - 60) * v / top;
  return html`<svg viewBox="0 0 ${W} ${H}" width=${W} height=${H} aria-hidden="true">
    ${rows.map((r, i) => svg`<text class="ax" x=${L - 8} y=${i * row + 17} text-anchor="end">${r.name.length > L / 7 ? `${r.name.slice(0, L / 7 - 1)}…` : r.name}</text>
      <rect class=${r.cls} x=${x(Math.min(r.from, r.to))} width=${Math.max(1, Math.abs(x(r.to) - x(r.from)))} y=${i * row + 5} height="15"/>
      <text class="lab" x=${x(Math.max(r.from, r.to)) + 6} y=${i * row + 17}>${r.n === undefined ? f.int(r.to) : `${Math.round(r.n) > 0 ? "+" : ""}${f.int(Math.round(r.n) || 0)}`}</text>`)}
    <path class="zero" d="M${L} 0V${H}"/></svg>`;
}
