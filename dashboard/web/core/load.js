// What a page needs from the API, by name. A figure that is asked for anew keeps its old numbers until the new ones are here; when they do not
// come, it keeps them as well, says of when they are, and tries again by itself.
import { get } from "./api.js";

const held = new Map();      // name -> { url, body, at, error, asked, retry, pending }
let redraw = () => {};
export const onLoad = (f) => { redraw = f; };
const RETRY_MS = 8000;

export const resource = (name) => held.get(name) || {};

function drop(r) { r.abort?.abort(); clearTimeout(r.timer); }

/* needs: { name: url }. Starts what is new, gives up what is no longer needed. */
export function want(needs) {
  for (const [name, r] of held) if (!(name in needs)) { drop(r); held.delete(name); }
  for (const [name, url] of Object.entries(needs)) {
    const r = held.get(name);
    if (r?.url === url) continue;
    if (r) drop(r);
    const next = { url, body: sameThing(r?.url, url) ? r.body : undefined, at: r?.at };
    held.set(name, next);
    ask(next);
  }
}
// The same address but for its query: the old figure stays while the new one is computed.
const sameThing = (a, b) => a && b && a.split("?")[0] === b.split("?")[0];

function later(r, ms) {
  r.retry = Date.now() + ms;
  r.timer = setTimeout(() => ask(r), ms);
}
async function ask(r) {
  r.abort = new AbortController();
  r.pending = true;
  r.asked = Date.now();
  clearTimeout(r.timer);
  for (const ms of [160, 3000]) setTimeout(() => r.pending && redraw(), ms);
  try {
    const body = await get(r.url, r.abort.signal);
    Object.assign(r, { body, at: Date.now(), error: null, retry: null });
    if (body.stale) later(r, RETRY_MS);
  } catch (e) {
    if (e.name === "AbortError") return;
    r.error = e;
    if (e.status === 0 || e.status === 429 || e.status >= 500) {
      later(r, e.retry ? e.retry * 1000 : RETRY_MS);
    }
  }
  r.pending = false;
  if (r.again) { r.again = false; ask(r); }
  redraw();
}
export function again() { for (const r of held.values()) if (r.error) ask(r); }
/* Figures may have changed: asks for those that are older than `ms`. */
export function refresh(ms) {
  for (const r of held.values()) {
    if (r.pending) r.again = ms === 0;      // what is on its way may be older than what we were told of
    else if (!r.error && Date.now() - r.asked > ms) ask(r);
  }
}
export const bodies = () => [...held.values()].map((r) => r.body).filter(Boolean);
export const anything = (test) => [...held.values()].some(test);
export const waits = (r) => r.pending && !r.body && Date.now() - r.asked > 150;
export const waitsLong = (r) => r.pending && !r.body && Date.now() - r.asked > 2900;
