// All numbers, times and durations that a reader sees. Numbers follow the region, words follow the language.
import { numberLocale, prefs } from "./prefs.js";
import { t } from "./i18n.js";

let zone = "UTC";
export const setZone = (z) => { zone = z; made.clear(); };
export const theZone = () => zone;

const made = new Map();
function intl(kind, locale, options) {
  const key = kind.name + locale + JSON.stringify(options);
  if (!made.has(key)) made.set(key, new kind(locale, options));
  return made.get(key);
}
const number = (o) => intl(Intl.NumberFormat, numberLocale(prefs.region), { useGrouping: "always", ...o });
const clock = (o) => intl(Intl.DateTimeFormat, `${prefs.lang}-${prefs.region}`, { timeZone: zone, hourCycle: "h23", ...o });
const minus = (text) => text.replace("-", "\u2212");
export const NONE = "—";
const absent = (x) => x === null || x === undefined || Number.isNaN(x);

export const int = (n) => absent(n) ? NONE : minus(number({ maximumFractionDigits: 0 }).format(n));
export const fixed = (n, digits) => absent(n) ? NONE : minus(number({ minimumFractionDigits: digits, maximumFractionDigits: digits }).format(n));
export const short = (n) => absent(n) ? NONE : minus(number({ notation: "compact", maximumFractionDigits: 1, useGrouping: "auto" }).format(n));
/* A share 0..1 as a column shows it: 52.6; with its sign in running text: 52.6 % */
export const points = (p, digits = 1) => absent(p) ? NONE : fixed(zero(p * 100, digits), digits);
export const percent = (p, digits = 0) => absent(p) ? NONE : minus(number({ style: "percent", minimumFractionDigits: digits, maximumFractionDigits: digits }).format(p));
export const signed = (p, digits = 1) => absent(p) ? NONE : minus(number({ minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay: "exceptZero" }).format(zero(p * 100, digits)));
export const times = (r) => absent(r) ? NONE : `${fixed(r, r >= 100 ? 0 : 1)}×`;
const zero = (x, digits) => Math.abs(x) < 0.5 * 10 ** -digits ? 0 : x;

export const day = (d) => clock({ day: "numeric", month: "short" }).format(new Date(d));
export const fullDay = (d) => clock({ day: "numeric", month: "short", year: "numeric" }).format(new Date(d));
export const hm = (d) => clock({ hour: "2-digit", minute: "2-digit" }).format(new Date(d));
export const hms = (d) => clock({ hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(new Date(d));
export const at = (d) => clock({ weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }).format(new Date(d));
export const weekday = (d) => clock({ weekday: "long" }).format(new Date(d));
export const exact = (d) => `${fullDay(d)}, ${hms(d)} (${zone})`;
const sameDay = (a, b) => fullDay(a) === fullDay(b);
export function range(from, to) {
  const a = Date.parse(from), b = Date.parse(to);
  if (hm(a) === hm(b) && hm(a).startsWith("00") && b > a) return sameDay(a, b - 1) ? `${fullDay(a)}` : `${fullDay(a)} – ${fullDay(b - 1)}`;
  return sameDay(a, b) ? `${fullDay(a)}, ${hm(a)}–${hm(b)}` : `${fullDay(a)}, ${hm(a)} – ${fullDay(b)}, ${hm(b)}`;
}

/* For fields where a person types a time of the zone: 2026-11-22T04:42, and back. */
export function toLocal(d) {
  const p = Object.fromEntries(intl(Intl.DateTimeFormat, "en-GB", { timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" }).formatToParts(new Date(d)).map((x) => [x.type, x.value]));
  return `${p.year}-${p.month}-${p.day}T${p.hour}:${p.minute}`;
}
export function fromLocal(text) {
  const wanted = Date.parse(`${text}Z`), off = (ms) => Date.parse(`${toLocal(ms)}Z`) - ms;
  return new Date(wanted - off(wanted - off(wanted)));
}

/* 45 s · 31 min · 1 h 20 min · 3 d */
export function lasting(ms) {
  if (absent(ms)) return NONE;
  const s = Math.max(0, Math.round(ms / 1000));
  if (s < 60) return `${s} s`;
  const m = Math.floor(s / 60);
  if (m < 60) return `${m} min`;
  if (m < 48 * 60) return m % 60 ? `${Math.floor(m / 60)} h ${m % 60} min` : `${m / 60} h`;
  return `${int(Math.floor(m / 1440))} d`;
}
export const minutes = (seconds) => absent(seconds) ? NONE : `${int(seconds / 60)} min`;
export const ago = (d, now = Date.now()) => t.ago(lasting(now - new Date(d)));
export const oneIn = (n, of) => n > 0 ? t.oneIn(fixed(of / n, of / n < 10 && of % n ? 1 : 0)) : t.noneAnswered;
/* What the region writes between thousands and before decimals. */
export const signs = () => Object.fromEntries(number({ minimumFractionDigits: 1 }).formatToParts(1234567.5).filter((p) => p.type === "group" || p.type === "decimal").map((p) => [p.type, p.value]));
/* CSV for spreadsheets of regions that write 1,5 */
export const commas = () => signs().decimal === ",";
