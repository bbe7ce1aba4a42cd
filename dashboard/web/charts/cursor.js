// The cursor of a drawing, by keyboard and pointer: arrows go from point to point, PgUp and PgDn a page of them, Enter opens the point's mentions,
// Esc leaves. What is under it is read out politely, at most every 300 ms.
import { html } from "lit-html";

const at = new Map(), said = new Map();      // by the drawing's id: the index; what is read out
let timer = null, redraw = () => {};
export const onCursor = (f) => { redraw = f; };
export const cursorOf = (id) => at.get(id) ?? null;
export const forget = () => { at.clear(); said.clear(); };

export function point(id, i, text) {
  if (cursorOf(id) === i) return;
  if (i === null) { at.delete(id); said.delete(id); } else at.set(id, i);
  clearTimeout(timer);
  timer = setTimeout(() => { if (i !== null) { said.set(id, text(i)); redraw(); } }, 300);
  redraw();
}
export function cursorKeys(id, n, page, text, open) {
  return (e) => {
    const i = at.get(id) ?? n;
    const to = { ArrowLeft: i - 1, ArrowRight: i >= n ? 0 : i + 1, PageUp: i - page, PageDown: i + page, Home: 0, End: n - 1 }[e.key];
    if (to !== undefined) point(id, Math.max(0, Math.min(n - 1, to)), text);
    else if (e.key === "Enter" && at.has(id)) open?.(at.get(id));
    else if (e.key === "Escape") { point(id, null, text); e.currentTarget.blur(); }
    else return;
    e.preventDefault();
  };
}
/* What stands under a drawing: seen at once, spoken after a rest. */
export const readout = (id, text) => {
  const i = cursorOf(id);
  return html`<p class="read" aria-hidden="true">${i === null ? "" : text(i)}</p><p class="hide" aria-live="polite">${said.get(id) ?? ""}</p>`;
};
