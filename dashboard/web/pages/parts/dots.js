// Does the share hold? Share by stories and by authors as a multiple of the share by mentions, on a log axis around 1×.
import { colour, f, html, nothing, svg, t } from "../../kit.js";

/* share of the estimates over share of the mentions; interval from the server's estimate of each brand */
export function multiples(brands, kind) {
  const known = brands.filter((b) => b[kind]);
  const all = known.reduce((n, b) => n + b[kind].n, 0), mentions = known.reduce((n, b) => n + b.mentions, 0);
  return new Map(known.filter((b) => b.mentions && all && mentions).map((b) => {
    const by = (n) => (n / all) / (b.mentions / mentions);
    return [b.id, { value: by(b[kind].n), lo: by(b[kind].lo), hi: by(b[kind].hi) }];
  }));
}
const shape = { stories: (x, y) => `M${x} ${y - 6}l6 6-6 6-6-6z`, authors: (x, y) => `M${x} ${y - 6}l6.5 11h-13z` };

export const dots = (brands, label) => html`<div class="plot" role="img" aria-label=${label}><pulso-fit .draw=${(w) => drawing(brands, w)}></pulso-fit></div>`;
function drawing(brands, W) {
  const of = { stories: multiples(brands, "stories"), authors: multiples(brands, "authors") };
  const values = Object.values(of).flatMap((m) => [...m.values()].flatMap((v) => [v.lo, v.hi])).filter((v) => v > 0);
  const min = Math.min(0.75, ...values), max = Math.max(1.5, ...values);
  const L = 116, row = 30, H = brands.length * row + 26;
  const x = (v) => L + 10 + (W - L - 24) * (Math.log(Math.max(v, min)) - Math.log(min)) / (Math.log(max) - Math.log(min));
  const ticks = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4].filter((v) => v >= min && v <= max).filter((v, i, all) => i === 0 || v === 1 || x(v) - x(all[i - 1]) > 36);
  const mark = (b, kind, y) => {
    const v = of[kind].get(b.id);
    return v ? svg`<path class="mark-l" d="M${x(v.lo)} ${y}H${x(v.hi)}"/><path class="mark-s" d=${shape[kind](x(v.value), y)}><title>${t[kind]}: ${f.times(v.value)}</title></path>` : nothing;
  };
  return html`<svg viewBox="0 0 ${W} ${H}" width=${W} height=${H} aria-hidden="true">
    ${ticks.map((v) => svg`<path class=${v === 1 ? "zero" : "gridline"} d="M${x(v)} 0V${H - 22}"/><text class="ax" x=${x(v)} y=${H - 5} text-anchor="middle">${f.fixed(v, 2)}×</text>`)}
    ${brands.map((b, i) => svg`<g class=${colour(b)}><text class="lab" x="0" y=${i * row + 19}>${b.name.length > 16 ? `${b.name.slice(0, 15)}…` : b.name}</text>
      ${mark(b, "stories", i * row + 11)}${mark(b, "authors", i * row + 20)}</g>`)}</svg>`;
}
