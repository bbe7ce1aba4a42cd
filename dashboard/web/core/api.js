// The JSON API. An answer is kept under its address with its ETag; a failed request tells what and when to try again.
const kept = new Map();      // address -> { etag, body }
const KEPT_MAX = 60;
let csrf = null;
export const setCsrf = (token) => { csrf = token; };

export class Failure extends Error {
  constructor(status, error, retry) {
    super(error?.message || `HTTP ${status}`);
    Object.assign(this, { status, code: error?.code || "away", request: error?.request, at: error?.at, parameter: error?.parameter, retry });
  }
}

async function failure(r) {
  const body = await r.json().catch(() => null);
  return new Failure(r.status, body?.error, Number(r.headers.get("Retry-After")) || null);
}

/* path?query of what is not empty */
export function query(path, values) {
  const p = new URLSearchParams();
  for (const [k, v] of Object.entries(values)) if (v !== undefined && v !== null && v !== "") p.append(k, v);
  return p.size ? `${path}?${p}` : path;
}

export async function get(url, signal) {
  const old = kept.get(url);
  let r;
  try {
    r = await fetch(url, { signal, credentials: "same-origin", cache: "no-store", headers: old ? { "If-None-Match": old.etag } : {} });
  } catch (e) {
    if (e.name === "AbortError") throw e;
    throw new Failure(0, { message: e.message });
  }
  const told = (body) => Object.assign(body, { stale: r.headers.get("Pulso-Stale") });      // the counters cannot be read just now; since when
  if (r.status === 304 && old) return told(old.body);
  if (!r.ok) throw await failure(r);
  const body = told(await r.json());
  kept.delete(url);
  if (r.headers.get("ETag")) kept.set(url, { etag: r.headers.get("ETag"), body });
  if (kept.size > KEPT_MAX) kept.delete(kept.keys().next().value);
  return body;
}

/* What a person decides, or what is written down of them elsewhere. The same id sent twice is one decision. */
export async function act(action, path = "/v1/actions") {
  const id = [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
  const headers = { "Content-Type": "application/json", "Idempotency-Key": id, ...(csrf ? { "X-CSRF-Token": csrf } : {}) };
  let r;
  for (let n = 0; ; n++) {
    try {
      r = await fetch(path, { method: "POST", credentials: "same-origin", headers, body: JSON.stringify(action) });
      break;
    } catch (e) {
      if (n === 2) throw new Failure(0, { message: e.message });
      await new Promise((f) => setTimeout(f, 500 * (n + 1)));
    }
  }
  if (!r.ok) throw await failure(r);
  return r.json().catch(() => ({}));
}

export async function login(token) {
  const r = await fetch("/login", { method: "POST", credentials: "same-origin", redirect: "manual", body: new URLSearchParams({ token }) });
  if (r.type !== "opaqueredirect" && !r.ok) throw await failure(r);
}
export const logout = () => fetch("/logout", { method: "POST", credentials: "same-origin", redirect: "manual", headers: csrf ? { "X-CSRF-Token": csrf } : {} });
