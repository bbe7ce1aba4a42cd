// What a reader chooses: the set, the period, how to count, and the filters as chips that can be taken off.
import { html, nothing } from "lit-html";
import { t } from "../core/i18n.js";
import * as f from "../core/format.js";
import { address, change, DEFAULTS, FILTERS, go, minute, value } from "../core/url.js";

const PERIODS = ["1h", "24h", "7d", "30d", "today", "yesterday"];
export function pickSet(here, sets) {
  const now = here.at.set ?? sets.default;
  return html`<label class="field">${t.set} <select aria-label=${t.set} .value=${now ?? ""} @change=${(e) => go(address(location.pathname, here.at, { set: e.target.value === sets.default ? null : e.target.value, brand: null }))}>
    ${sets.sets.map((s) => html`<option value=${s.id} ?selected=${s.id === now}>${s.id === "all" ? t.allBrands : s.id}</option>`)}</select></label>`;
}
export function pickPeriod(here, stamp, periods = PERIODS) {
  const own = here.at.from || here.at.to, now = own ? "own" : value(here, "period");
  const list = periods.includes(now) || own ? periods : [...periods, now];
  const choose = (e) => {
    const v = e.target.value;
    if (v === "own") change({ period: null, from: stamp ? minute(stamp.period.from) : null, to: stamp ? minute(stamp.period.to) : null });
    else change({ period: v, from: null, to: null });
  };
  const local = (d) => d ? f.toLocal(d) : "";
  const set = (key) => (e) => e.target.value && change({ [key]: minute(f.fromLocal(e.target.value)) });
  return html`<label class="field">${t.periodWord} <select aria-label=${t.periodWord} @change=${choose}>
      ${list.map((p) => html`<option value=${p} ?selected=${p === now}>${t.period[p] ?? (stamp ? f.range(stamp.period.from, stamp.period.to) : p)}</option>`)}
      <option value="own" ?selected=${own}>${own && stamp ? f.range(stamp.period.from, stamp.period.to) : t.period.own}</option></select></label>
    ${own ? html`<label class="field">${t.from} <input type="datetime-local" .value=${local(here.at.from)} @change=${set("from")}></label>
      <label class="field">${t.to} <input type="datetime-local" .value=${local(here.at.to)} @change=${set("to")}></label>` : nothing}`;
}
export const segments = (label, now, options, pick) => html`<span class="pair"><span>${label}</span><span class="seg" role="group" aria-label=${label}>
  ${options.map(([v, text]) => html`<button aria-pressed=${v === now} @click=${() => pick(v)}>${text}</button>`)}</span></span>`;
/* `clears`: a key that cannot stand together with another choice than the default. */
export const switchOf = (here, key, label, options, clears) => segments(label, value(here, key), options, (v) => change({ [key]: v === DEFAULTS[key] ? null : v, ...(clears ? { [clears]: null } : {}) }));
export function platforms(here, all) {
  if (!all?.length) return nothing;
  const now = here.at.platform ?? "";
  if (all.length > 5) return html`<label class="field">${t.platform} <select aria-label=${t.platform} @change=${(e) => change({ platform: e.target.value })}><option value="">${t.all}</option>
    ${all.map((p) => html`<option ?selected=${p === now}>${p}</option>`)}</select></label>`;
  return segments(t.platform, now, [["", t.all], ...all.map((p) => [p, p])], (v) => change({ platform: v }));
}
/* Filters that are on, and keys of the address that this page does not know: they are kept and said. */
export function chips(here, { brands, except = [] } = {}) {
  const on = FILTERS.filter((k) => here.at[k] && !except.includes(k));
  if (!on.length && !here.unknown.length) return nothing;
  const chip = (k, text, title) => html`<span class="chip" title=${title ?? nothing}>${text}<button aria-label="${t.removeFilter}: ${text}" @click=${() => change({ [k]: null })}>✕</button></span>`;
  return html`<div class="chips" role="group" aria-label=${t.filters}>
    ${on.map((k) => chip(k, `${t.filter[k]}: ${k === "brand" ? here.at[k].split(",").map((b) => brands?.get(b)?.name ?? b).join(", ") : k === "label" ? t.label[here.at[k]] ?? here.at[k] : k === "topic" ? t.topic(here.at[k]) : here.at[k]}`))}
    ${here.unknown.map((k) => chip(k, `${k}=${here.at[k]}`, t.unknownKey))}</div>`;
}
/* A relative period stays relative in an address; this freezes it. */
export async function copyLink(here, stamp, done) {
  const fixed = new URL(address(location.pathname, here.at, stamp ? { period: null, from: minute(stamp.period.from), to: minute(stamp.period.to) } : {}), location.origin);
  try { await navigator.clipboard.writeText(fixed.href); } catch { prompt(t.copyLink, fixed.href); }
  done?.();
}
