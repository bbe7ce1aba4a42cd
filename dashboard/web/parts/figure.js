// A figure: the question as its heading, the answer as a sentence, the drawing with that sentence as its text, and the same numbers as a table.
import { html, nothing } from "lit-html";
import "../charts/fit.js";
import { change, read } from "../core/url.js";
import { t } from "../core/i18n.js";
import * as f from "../core/format.js";
import { load } from "../core/modules.js";

export const saveCsv = async (...what) => (await load("csv")).saveCsv(f, ...what);
const shown = () => (read().at.table ?? "").split(",").filter(Boolean);
function toggle(id) {
  const now = shown();
  change({ table: (now.includes(id) ? now.filter((x) => x !== id) : [...now, id]).join(",") });
}
/* table: { head: [text], rows: [[cell]] }; drawing: a template that has its own role and text */
export function figure({ id, title, caption, say, drawing, table, tools, legend }) {
  const asTable = table && shown().includes(id);
  return html`<section class="card fig" id=${id} aria-labelledby="${id}-t">
    <header><h2 id="${id}-t">${title}</h2>${caption ? html`<p>${caption}</p>` : html`<span class="grow"></span>`}${tools ?? nothing}
      ${asTable ? html`<button class="btn bare" aria-label="CSV: ${title}" @click=${() => { const { head, rows } = table(); saveCsv(id, head, rows); }}>CSV</button>` : nothing}
      ${table ? html`<button class="btn bare" aria-pressed=${asTable} aria-label="${t.table}: ${title}" @click=${() => toggle(id)}>${t.table}</button>` : nothing}</header>
    ${say ? html`<p class="say">${say}</p>` : nothing}
    ${asTable ? plainTable(title, table()) : html`<div class="body">${drawing}</div>${legend ? html`<div class="legend">${legend}</div>` : nothing}`}
  </section>`;
}
const plainTable = (title, { head, rows }) => html`<div class="scroll tall" tabindex="0" role="group" aria-label=${title}><table class="grid-table tight"><caption class="hide">${title}</caption>
  <thead><tr>${head.map((h, i) => html`<th scope="col" class=${i ? "num" : ""}>${h}</th>`)}</tr></thead>
  <tbody>${rows.map((r) => html`<tr>${r.map((c, i) => i ? html`<td class="num">${c}</td>` : html`<th scope="row">${c}</th>`)}</tr>`)}</tbody></table></div>`;
