// What a page shows when it has no figures: while they come, when there are none, when they cannot be had, when they are old.
import { html, nothing } from "lit-html";
import { t } from "../core/i18n.js";
import * as f from "../core/format.js";
import { again, waits, waitsLong } from "../core/load.js";
import { change, FILTERS } from "../core/url.js";

export const skeleton = (r, what) => !waits(r) ? html`<div class="card pad" aria-busy="true"><div class="sk tall hide"></div></div>` : html`
  <div class="card pad" aria-busy="true"><div class="sk w4"></div><div class="sk w7"></div></div>
  <div class="card heads" aria-hidden="true">${[1, 2, 3, 4, 5].map(() => html`<div><div class="sk w4"></div><div class="sk mid w7"></div></div>`)}</div>
  <div class="card pad">${waitsLong(r) ? html`<p class="cap" role="status">${t.computing(what)}</p>` : html`<div class="sk w4"></div>`}<div class="sk tall"></div></div>`;

export function failed(r) {
  const e = r.error;
  const title = e.status === 403 ? t.noPermission : e.status === 404 ? t.notFound : e.status === 0 ? t.away : e.status === 429 ? t.tooMany : e.status === 400 ? t.badRequest : t.failed;
  return html`<div class="card empty" role="alert"><h2>${title}</h2><p class="soft">${e.message}</p>
    <p class="small dim">${e.status || ""} ${e.code}${e.request ? html` · ${t.request} ${e.request}` : nothing}</p>
    ${r.retry ? html`<p class="small soft">${t.nextTry(f.lasting(r.retry - Date.now()))}</p>` : nothing}
    <button class="btn" @click=${again}>${t.tryNow}</button></div>`;
}
/* The answer failed, or came but stands on counters that could not be read since. */
export function stale(r) {
  if (!r.body || !(r.error || r.body.stale)) return nothing;
  return html`<div class="banner" role="status"><div class="grow"><h2>${t.notRefreshed}</h2>
    <p>${t.staleText(r.error?.message ?? t.countersAway, f.hms(r.error ? r.at : r.body.stale), r.retry ? f.lasting(r.retry - Date.now()) : null)}</p></div><button class="btn" @click=${again}>${t.tryNow}</button></div>`;
}
export function empty(here, sources) {
  const filter = FILTERS.find((k) => here.at[k]);
  const broken = sources?.filter((s) => s.state === "broken" || s.state === "behind") ?? [];
  return html`<div class="card empty"><h2>${t.emptyTitle}</h2>
    <p class="soft">${sources ? (broken.length ? t.emptyBroken(broken.map((s) => s.id).join(", ")) : t.emptySilence(sources.length)) : nothing}
      ${filter ? t.emptyFilter(t.filter[filter], here.at[filter]) : t.emptyWiden}</p>
    ${filter ? html`<button class="btn" @click=${() => change({ [filter]: null })}>${t.removeFilter}</button>`
      : html`<button class="btn" @click=${() => change({ period: "7d", from: null, to: null })}>${t.period["7d"]}</button>`}</div>`;
}
/* One page, one resource: the right state of it, or what `draw` makes of its body. */
export const of = (r, what, draw) => r.body ? html`${stale(r)}${draw(r.body)}` : r.error ? failed(r) : skeleton(r, what);
