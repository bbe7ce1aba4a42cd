// An incident in one row: how bad, what, since when, who has it.
import { html, nothing } from "lit-html";
import { t } from "../core/i18n.js";
import * as f from "../core/format.js";
import { address } from "../core/url.js";
import { level, when } from "./marks.js";

export const incidentHref = (i, here) => address(`/incidents/${i.id}`, here?.at.set ? { set: here.at.set } : {});
const places = (i) => Object.entries(i.platforms ?? {}).sort((a, b) => b[1] - a[1]).slice(0, 3).map(([p, n]) => `${p} ${f.int(n)}`).join(", ");
export function incidentRow(i, ctx) {
  const now = Date.now();
  return html`<div class="inc lv-${i.open ? i.level : "none"}">${level(i)}
    <div><h2>${i.name} · ${t.incidentType(i.type)}</h2><p class="cap">${t.incidentSize(f.int(i.observed), i.window_minutes, i.ratio === null ? null : f.times(i.ratio))}</p></div>
    <div class="cap">${places(i) ? html`<span class="small soft">${t.where}</span><br>${places(i)}` : nothing}</div>
    <div class="cap">${when(i.opened, i.open ? t.openFor(f.lasting(now - Date.parse(i.opened))) : t.wasOpen(f.at(i.opened), f.lasting(Date.parse(i.closed) - Date.parse(i.opened))))}<br>
      ${i.owner ? t.ownedBy(i.owner) : i.acknowledged ? t.acknowledgedAt(f.hm(i.acknowledged)) : i.open ? html`<span class="bad">${t.nobody}</span>` : nothing}</div>
    <a class="btn" href=${incidentHref(i, ctx?.here)} aria-label="${t.open}: ${i.name}">${t.open}</a></div>`;
}
