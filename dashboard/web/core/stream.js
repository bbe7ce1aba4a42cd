// The one event stream of a tab. At the top of the list and not paused, a row is added and an old one dropped; while somebody reads (scrolled,
// a row focused or hovered, paused), rows wait and nothing moves. Hidden tabs let go of the stream after 30 s and resume where they were.
import { get, query } from "./api.js";
import { listen } from "./events.js";

const SHOWN = 200, HIDDEN_MS = 30000, LATE_MS = 5000;
export const live = { rows: [], waiting: [], paused: false, reading: false, tick: null, tickAt: 0, open: false, hole: 0, said: 0, topics: "", asked: 0 };
let stop = null, url = "", last = "", timer = null, on = {}, raf = 0;

export function streamTo(handlers) { on = handlers; }
export function follow(filter) {
  const next = query("/v1/stream", filter);
  if (next === url) return;
  url = next;
  last = "";
  if (filter.topics.includes("mention")) { Object.assign(live, { rows: [], waiting: [], hole: 0 }); recent(filter, next); }
  connect();
}
/* What was said before somebody looked: the list does not begin empty. */
async function recent({ set, platform }, mine) {
  try {
    const { items } = await get(query("/v1/mentions", { set, platform, limit: 30 }));
    if (url !== mine) return;
    live.rows = [...live.rows, ...items.filter((m) => !m.deleted && !live.rows.some((x) => x.key === m.key) && !live.waiting.some((x) => x.key === m.key))].slice(0, SHOWN);
    soon();
  } catch { /* the list fills by itself */ }
}
function connect() {
  leave();
  live.asked ||= Date.now();
  setTimeout(soon, LATE_MS + 100);
  if (url) stop = listen(url, last, take, (open) => { if (open && !live.open) on.opened?.(); live.open = open; soon(); });
}
function leave() {
  stop?.();
  stop = null;
  live.open = false;
}
function take(kind, data, id) {
  last = id;
  if (kind === "mention") add(data);
  else if (kind === "hole") live.hole += data.lost ?? 1;
  else if (kind === "tick") {
    const moved = data.offsets !== live.tick?.offsets;
    Object.assign(live, { tick: data, tickAt: Date.now() });
    on.tick?.(moved);
  } else on[kind]?.(data);
  soon();
}
function soon() { raf ||= requestAnimationFrame(() => { raf = 0; on.redraw?.(); }); }

const still = () => live.paused || live.reading;
function add(m) {
  const forget = (list) => { const i = list.findIndex((x) => x.key === m.key); if (i >= 0) list.splice(i, 1); };
  if (m.deleted) { forget(live.rows); forget(live.waiting); return; }
  const i = live.rows.findIndex((x) => x.key === m.key);
  if (i >= 0) { live.rows[i] = m; return; }          // an update: in its place
  forget(live.waiting);
  const list = still() ? live.waiting : live.rows;
  list.unshift(m);
  live.said++;
  if (list.length > SHOWN) list.pop();
}
export function show() {
  live.rows = [...live.waiting, ...live.rows].slice(0, SHOWN);
  live.waiting = [];
  soon();
}
export function pause(yes = !live.paused) {
  live.paused = yes;
  if (!still()) show();
  soon();
}
export function reading(yes) {
  if (live.reading === yes) return;
  live.reading = yes;
  if (!still() && live.waiting.length) show();
}
/* What the header says: live, late or off. A watermark that stands may be silence as well as delay: it is said and not judged. */
export function feed() {
  if (!live.open || !live.tick || Date.now() - live.tickAt > LATE_MS) return { state: "off", since: live.tickAt || null, joining: !live.tickAt && Date.now() - live.asked < LATE_MS };
  return { state: live.tick.ready === false ? "late" : "live", behind: live.tick.behind_ms ?? 0, watermark: live.tick.watermark };
}
document.addEventListener("visibilitychange", () => {
  clearTimeout(timer);
  if (document.hidden) timer = setTimeout(leave, HIDDEN_MS);
  else if (!stop) connect();
});
