// The state of a view is its address and nothing else: a figure is a function of it. Only what differs from the default is written.
export const DEFAULTS = { period: "24h", vs: "prev", co: "whole", count: "mentions", sort: "-share", view: "panels" };
// What a filter of mentions may be; other keys are kept and shown as they are.
export const FILTERS = ["brand", "platform", "label", "topic", "q"];
const KNOWN = new Set([...Object.keys(DEFAULTS), ...FILTERS, "set", "from", "to", "tz", "open", "table", "step", "by", "team"]);

export function read(location = window.location) {
  const at = Object.fromEntries(new URLSearchParams(location.search));
  const [, page = "", id = ""] = location.pathname.split("/");
  return { page: page || "now", id: decodeURIComponent(id), at, unknown: Object.keys(at).filter((k) => !KNOWN.has(k)) };
}

export const value = (here, key) => here.at[key] ?? DEFAULTS[key] ?? "";

/* The address of a page: `change` upon `at`; null takes a key out. */
export function address(path, at, change = {}) {
  const p = new URLSearchParams();
  for (const [k, v] of Object.entries({ ...at, ...change }))
    if (v !== null && v !== undefined && v !== "" && v !== DEFAULTS[k]) p.append(k, v);
  const text = p.toString().replaceAll("%2C", ",").replaceAll("%3A", ":").replaceAll("+", "%20");
  return path + (text ? `?${text}` : "");
}

const listeners = new Set();
export const onMove = (f) => listeners.add(f);
const moved = () => listeners.forEach((f) => f());
export function go(to) { // a page or a drill-down: Back returns from it
  if (to === location.pathname + location.search) return;
  history.pushState(null, "", to);
  moved();
  scrollTo(0, 0);
}
export function change(keys) { // a filter or an order: the same page, looked at otherwise
  history.replaceState(null, "", address(location.pathname, read().at, keys));
  moved();
}
addEventListener("popstate", moved);
addEventListener("click", (e) => {
  const a = e.target.closest?.("a[href]");
  if (!a || e.defaultPrevented || e.button || e.metaKey || e.ctrlKey || e.shiftKey || a.target || a.hasAttribute("download")) return;
  const to = new URL(a.href);
  if (to.origin !== location.origin || to.pathname.startsWith("/v1/") || to.pathname.endsWith(".txt") || to.hash) return;
  e.preventDefault();
  go(to.pathname + to.search);
});

/* Periods that follow one another, for the keys [ and ]: how long this one is, moved by n. */
const MS = { m: 60e3, h: 3600e3, d: 864e5, w: 7 * 864e5 };
export function moveBy(here, n, stamp) {
  const ends = stamp ? [stamp.period.from, stamp.period.to].map(Date.parse) : null;
  if (!ends) return {};
  const long = ends[1] - ends[0];
  const [from, to] = ends.map((t) => new Date(t + n * long));
  if (to > new Date(Date.now() + 60e3)) return { from: null, to: null };
  return { from: minute(from), to: minute(to), period: null };
}
export const minute = (d) => `${new Date(d).toISOString().slice(0, 16)}:00Z`;
export const spanOf = (period) => { const m = /^(\d+)([mhdw])$/.exec(period); return m ? m[1] * MS[m[2]] : null; };
