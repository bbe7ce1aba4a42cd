// Single keys, as help() lists them; they can be turned off (WCAG 2.1.4) and never act while somebody types.
import { prefs } from "./prefs.js";
let waiting = 0;
export function onKeys(acts) {
  addEventListener("keydown", (e) => {
    if (!prefs.keys || e.ctrlKey || e.metaKey || e.altKey || e.target.closest?.("input, textarea, select, [contenteditable], dialog")) return;
    const second = Date.now() - waiting < 1500;
    waiting = 0;
    if (e.key === "g" && !second) { waiting = Date.now(); return; }
    const act = acts[second ? `g${e.key}` : e.key];
    if (act && act(e) !== false) e.preventDefault();
  });
}
/* j and k: the next and the last row of the page's list. */
export function step(n) {
  const rows = [...document.querySelectorAll("[data-row]")];
  const i = rows.indexOf(document.activeElement?.closest("[data-row]"));
  const to = rows[Math.min(rows.length - 1, Math.max(0, i + n))];
  to?.focus();
  to?.scrollIntoView({ block: "nearest" });
}
