// Small things that many places show: a brand, a level, a feeling, a number that leads to its mentions.
import { html, svg, nothing } from "lit-html";
import { address, read } from "../core/url.js";
import { t } from "../core/i18n.js";
import { exact as exactTime } from "../core/format.js";

export const colour = (b) => `c${b?.color >= 1 && b.color <= 8 ? b.color : 0}`;
export const brandMark = (b, href) => href
  ? html`<a class="brand ${colour(b)}" href=${href}>${b.name}</a>${b.own ? html`<span class="ours">${t.ours}</span>` : nothing}`
  : html`<span class="brand ${colour(b)}">${b.name}</span>${b.own ? html`<span class="ours">${t.ours}</span>` : nothing}`;

/* Where the mentions behind a number are: the same period and filters, and what the number is of. */
const CARRIED = ["set", "period", "from", "to", "platform", "tz"];
export function mentionsOf(what = {}, here = read()) {
  const at = Object.fromEntries(CARRIED.filter((k) => here.at[k]).map((k) => [k, here.at[k]]));
  return address("/mentions", at, what);
}
export const brandOf = (id, here = read()) => mentionsOf({}, here).replace("/mentions", `/brand/${encodeURIComponent(id)}`);
export const num = (text, href, label) => html`<a class="num" href=${href} aria-label=${label ? `${text}, ${label}` : nothing}>${text}</a>`;

const ICONS = {
  crisis: svg`<path d="M4.7 0h6.6L16 4.7v6.6L11.3 16H4.7L0 11.3V4.7z" fill="currentColor"/><path d="M8 3.5v5.6M8 11v1.8" stroke="var(--card)" stroke-width="2"/>`,
  alert: svg`<path d="M8 .8 16 15H0z" fill="currentColor"/><path d="M8 5.5v4.6M8 11.6v1.6" stroke="var(--card)" stroke-width="1.7"/>`,
  watch: svg`<circle cx="8" cy="8" r="6.8" fill="none" stroke="currentColor" stroke-width="2"/><path d="M8 4.2V8l2.6 1.8" fill="none" stroke="currentColor" stroke-width="1.8"/>`,
  closed: svg`<circle cx="8" cy="8" r="6.8" fill="none" stroke="currentColor" stroke-width="2"/><path d="m4.6 8.2 2.4 2.3 4.4-4.8" fill="none" stroke="currentColor" stroke-width="1.8"/>`,
  live: svg`<circle cx="8" cy="8" r="6" fill="currentColor"/>`,
  quiet: svg`<circle cx="8" cy="8" r="5.8" fill="none" stroke="currentColor" stroke-width="2.4"/>`,
  behind: svg`<circle cx="8" cy="8" r="6.8" fill="none" stroke="currentColor" stroke-width="2"/><path d="M8 4.2V8l2.6 1.8" fill="none" stroke="currentColor" stroke-width="1.8"/>`,
  broken: svg`<path d="m3 3 10 10M13 3 3 13" stroke="currentColor" stroke-width="2.6"/>`,
  unknown: svg`<path d="M3 8h10" stroke="currentColor" stroke-width="2.4"/>`,
};
export const icon = (name) => html`<svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">${ICONS[name] ?? ICONS.unknown}</svg>`;
export const level = (i) => html`<span class="level">${icon(i.open ? i.level : "closed")}${i.open ? t.level[i.level] ?? i.level : t.closed}</span>`;
export const SIGN = { negative: "−", neutral: "○", positive: "+" };
export const feeling = (label) => html`<span class="tag ${label}">${SIGN[label] ?? "·"} ${t.label[label] ?? label}</span>`;
export const wave = html`<svg viewBox="0 0 22 16" aria-hidden="true"><path d="M0 8h5l2.4-6 4.2 12 3-9 1.6 3H22" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/></svg>`;
export const when = (d, text) => html`<time datetime=${new Date(d).toISOString()} title=${exactTime(d)}>${text}</time>`;
