// Addresses that come with a mention: http and https only, else none.
export function safe(url) {
  try { const u = new URL(url); return u.protocol === "https:" || u.protocol === "http:" ? u.href : ""; } catch { return ""; }
}
