// Tables never sort themselves anew under somebody's eyes: figures change in place, and a button says that the order has changed.
import { html, nothing } from "lit-html";
import { t } from "../core/i18n.js";

const held = new Map();      // table -> { key: what the order is of, ids }
/* rows in the order they should have; answers them in the order they have, and whether that differs. */
export function inOrder(table, key, rows) {
  const ids = rows.map((r) => r.id), old = held.get(table);
  if (old?.key !== key || old.ids.length !== ids.length || ids.some((id) => !old.ids.includes(id))) {
    held.set(table, { key, ids });
    return { rows, changed: false };
  }
  const by = new Map(rows.map((r) => [r.id, r]));
  return { rows: old.ids.map((id) => by.get(id)), changed: old.ids.some((id, i) => id !== ids[i]) };
}
export const orderNote = (table, changed, redraw) => !changed ? nothing
  : html`<p class="say"><button class="btn" @click=${() => { held.delete(table); redraw(); }}>${t.orderChanged}</button></p>`;
