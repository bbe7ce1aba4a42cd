// How a reader likes to read: kept in this browser, never in an address, because an address is shared.
const REGIONS = { MX: "es-MX", ES: "es-ES", AR: "es-AR", CO: "es-CO", CL: "es-CL", BR: "pt-BR", PT: "pt-PT", GB: "en-GB", US: "en-US" };
export const regions = Object.keys(REGIONS);
export const numberLocale = (region) => REGIONS[region];

const get = (key) => { try { return localStorage.getItem(`pulso.${key}`); } catch { return null; } };
const languages = navigator.languages?.length ? navigator.languages : [navigator.language || "es"];

function firstRegion(lang) {
  for (const l of languages) {
    const r = l.slice(3).toUpperCase();
    if (REGIONS[r]) return r;
  }
  return { es: "MX", pt: "BR", en: "GB" }[lang];
}
const lang = document.documentElement.lang;
export const prefs = {
  lang, region: REGIONS[get("region")] ? get("region") : firstRegion(lang),
  theme: get("theme") || "", keys: get("keys") !== "off", sound: get("sound") === "on",
};
export function setPref(key, v) {
  prefs[key] = v;
  const text = typeof v === "boolean" ? (v ? "on" : "off") : v;
  try { if (text === "") localStorage.removeItem(`pulso.${key}`); else localStorage.setItem(`pulso.${key}`, text); } catch { /* this tab remembers it */ }
  if (key === "lang") document.documentElement.lang = v;
  if (key === "theme") document.documentElement.dataset.theme = v || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
}
