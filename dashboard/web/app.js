// Starts the pages: who asks, of what, in which language; then draws the page of the address, and again whenever something changes.
import { html, nothing, render } from "lit-html";
import { get, logout, setCsrf } from "./core/api.js";
import { setZone } from "./core/format.js";
import { speak, t, use, wordsOf } from "./core/i18n.js";
import { load } from "./core/modules.js";
import { onKeys, step } from "./core/keys.js";
import { anything, bodies, onLoad, refresh, resource, want } from "./core/load.js";
export * from "./kit.js";
import { prefs } from "./core/prefs.js";
import { follow, pause, streamTo } from "./core/stream.js";
import { address, change, DEFAULTS, go, moveBy, onMove, read } from "./core/url.js";
import { forget, onCursor } from "./charts/cursor.js";
import { pages } from "./pages.js";
import { dialogs, foot, header, openDialog } from "./parts/shell.js";
import { failed, skeleton } from "./parts/states.js";

const root = document.getElementById("app");
root.replaceChildren();      // what the document shows until here
const app = { platforms: new Set(), me: null, sets: null, brands: new Map(), open: [], page: null, name: "", error: null, alarm: "" };

/* What a view gets to see. */
function context() {
  const here = read();
  const set = app.sets?.sets.find((s) => s.id === (here.at.set ?? app.sets.default)) ?? app.sets?.sets[0];
  const all = new Map((app.sets?.sets ?? []).flatMap((s) => s.brands).map((b) => [b.id, b]));
  const brands = new Map((set?.brands ?? []).map((b) => [b.id, b]));
  for (const [id, b] of all) if (!brands.has(id)) brands.set(id, b);
  const r = resource("main"), open = new Map([...app.open, ...(r.body?.incidents ?? []).filter((i) => i.open)].map((i) => [i.id, i]));
  for (const p of [...(app.sets?.platforms ?? []), ...bodies().flatMap((b) => b.stamp?.sources ?? [])]) app.platforms.add(p);
  return { ...app, open: [...open.values()], platforms: [...app.platforms].sort(), here, set, brands, firstBrand: set?.brands[0]?.id, r, redraw: draw };
}
let queued = 0;
export function draw() { queued ||= requestAnimationFrame(() => { queued = 0; paint(); }); }
function paint() {
  if (!t.q) return;
  if (!app.me) {
    render(app.error ? html`<main id="main">${failed({ error: app.error })}</main>` : app.login?.loginPage({ enter, redraw: draw }) ?? nothing, root);
    if (!app.error && !app.login) load("login").then((m) => { app.login = m; draw(); });      // whoever is signed in never needs it
    return;
  }
  const ctx = context(), p = app.page;
  const heading = p && app.name === ctx.here.page ? p.title(ctx) : "";
  document.title = `${ctx.open.length ? `(${ctx.open.length}) ` : ""}${heading || "Pulso"} · Pulso`;
  const busy = anything((r) => r.pending && r.body && Date.now() - r.asked > 150), old = anything((r) => r.body && (r.error || r.body.stale));
  render(html`<a class="skip" href="#main">${t.skip}</a>${busy ? html`<div class="busy"></div>` : nothing}${header(ctx, { draw })}
    <div role="alert" class="hide">${app.alarm}</div>
    <main id="main" tabindex="-1" class=${old ? "stale" : ""} data-pending=${anything((r) => r.pending)}>${p && heading ? html`<div class="head"><div class="what"><h1>${heading}</h1><p>${p.says(ctx)}</p></div><div class="choose">${p.choose(ctx)}</div></div>${p.view(ctx)}`
      : app.error ? failed({ error: app.error }) : skeleton({ pending: true, asked: 0 }, "")}</main>
    ${foot(ctx)}${dialogs({ draw, paint, speakNow, signOut })}`, root);
}

let last = "";
async function arrive() {
  const here = read();
  if (here.page === "login") { go(address("/", {})); return; }
  const spec = pages[here.page];
  if (location.pathname !== last) { forget(); last = location.pathname; }
  if (!spec) { app.page = null; app.error = { status: 404, code: "not_found", message: location.pathname }; want({}); draw(); return; }
  if (app.name !== here.page) {
    const [page, own] = await Promise.all([load(here.page), wordsOf(here.page)]);
    if (read().page !== here.page) return;      // somebody went on meanwhile
    use(here.page, own);
    Object.assign(app, { page, name: here.page, error: null });
  }
  const ctx = context();
  want(app.page.needs(here, ctx));
  follow(app.page.streams?.(here) ?? { topics: "incident,source,tick", set: here.at.set });
  draw();
}
async function counts() {
  try { app.open = (await get("/v1/incidents?open=true")).incidents.filter((i) => i.open); } catch { /* the header goes without its badge */ }
  draw();
}
function incident(i) {
  const known = app.open.some((x) => x.id === i.id);
  app.open = app.open.filter((x) => x.id !== i.id).concat(i.open ? [i] : []);
  if (i.open && !known) {
    app.alarm = `${t.level[i.level]}: ${i.name}`;
    if (prefs.sound) load("sound").then((m) => m.beep());
  }
  refresh(0);
}
async function enter() {
  app.error = null;
  const [me, sets] = await Promise.all([get("/v1/me"), get("/v1/sets")]);
  Object.assign(app, { me, sets });
  setCsrf(me.csrf);
  setZone(read().at.tz || sets.stamp?.tz || me.zone || "UTC");
  await arrive();
  if (app.name !== "now") counts();      // Now brings its own
}
async function signOut() {
  await logout().catch(() => {});
  location.assign("/login");
}
async function speakNow(lang) {
  await speak(lang);
  draw();
}
function keyboard() {
  const to = (name) => () => go(address(pages[name].path, Object.fromEntries(["set", "period", "from", "to", "tz"].filter((k) => read().at[k]).map((k) => [k, read().at[k]]))));
  const by = (n) => () => change(moveBy(read(), n, resource("main").body?.stamp));
  onKeys({
    ...Object.fromEntries(Object.entries(pages).map(([name, p]) => [`g${p.key}`, to(name)])),
    "/": () => { const box = document.querySelector("#q"); if (box) box.focus(); else go("/mentions"); }, "[": by(-1), "]": by(1), p: () => pause(), j: () => step(1), k: () => step(-1), "?": () => openDialog("help"),
    v: () => change({ vs: (read().at.vs ?? DEFAULTS.vs) === "none" ? null : "none" }),
  });
}
async function start() {
  onMove(() => app.me ? arrive() : draw());
  onLoad(() => { const e = resource("main").error; if (e?.status === 401) { app.me = null; app.error = null; } draw(); });
  onCursor(draw);
  streamTo({ redraw: draw, opened: () => { refresh(0); if (app.name !== "now") counts(); },      // what happened between the figures and the stream
     incident, source: () => refresh(1000), tick: (moved) => { refresh((app.page?.refreshMs ?? 10000) * (moved ? 1 : 2)); draw(); } });
  keyboard();
  await speak(prefs.lang);
  for (;;) {
    try { await enter(); return; } catch (e) {
      if (e.status === 401) { app.me = null; app.error = null; draw(); return; }
      app.error = e;
      draw();
      await new Promise((f) => setTimeout(f, e.retry ? e.retry * 1000 : 4000));
    }
  }
}
start();
