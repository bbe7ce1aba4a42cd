// What stands around every page: marks, ways to the pages, how the feed is, language and theme, help.
import { html, nothing } from "lit-html";
import { t } from "../core/i18n.js";
import * as f from "../core/format.js";
import { prefs, regions, setPref } from "../core/prefs.js";
import { feed } from "../core/stream.js";
import { address } from "../core/url.js";
import { copyLink } from "./choose.js";
import { wave } from "./marks.js";
import { pages } from "../pages.js";

export const openDialog = (id) => document.getElementById(id)?.showModal();
const CARRIED = ["set", "period", "from", "to", "tz"];
const carried = (at) => Object.fromEntries(CARRIED.filter((k) => at[k]).map((k) => [k, at[k]]));

function feedMark() {
  const x = feed();
  if (x.joining) return html`<span class="live" data-feed="off"><span>${t.loading}</span></span>`;      // not yet is not away
  const text = x.state === "live" ? t.live : x.state === "late" ? t.late : x.since ? f.hms(x.since) : t.notLive;
  const far = x.state === "off" ? (x.since ? ` · ${t.notLive}` : "") : ` · ${x.behind < 10000 ? t.behind(f.lasting(x.behind)) : t.countedTo(f.at(x.watermark))}`;
  return html`<span class="live ${x.state}" data-feed=${x.state}><span class="dot"></span><span>${text}<span class="far">${far}</span></span></span>`;
}
export function header(ctx, { draw }) {
  const dark = document.documentElement.dataset.theme === "dark", n = ctx.open.length;
  const turn = () => { setPref("theme", dark ? "light" : "dark"); draw(); };
  return html`<header class="top"><a class="logo" href="/" aria-label="Pulso, ${t.nav.now}">${wave}pulso</a>
    <nav class="nav" aria-label=${t.pagesWord}>${Object.entries(pages).map(([name, p]) => html`<a href=${address(p.path, carried(ctx.here.at))} aria-current=${ctx.here.page === name ? "page" : nothing}>${t.nav[name]}
      ${name === "incidents" && n ? html`<span class="badge" aria-label=${t.openCount(n)}>${n}</span>` : nothing}</a>`)}</nav>
    <span class="grow"></span>${feedMark()}
    <button class="icon" aria-label=${dark ? t.themeLight : t.themeDark} @click=${turn}>◐</button>
    <button class="icon" aria-label="${prefs.lang.toUpperCase()}, ${t.settings}" @click=${() => openDialog("settings")}>${prefs.lang.toUpperCase()}</button></header>`;
}
const KEYS = [["g n", "now"], ["g c", "compare"], ["g b", "brand"], ["g m", "mentions"], ["g i", "incidents"], ["g k", "cases"]];
export const helpDialog = () => html`<dialog id="help" class="help" aria-labelledby="help-t"><h2 id="help-t">${t.keysTitle}</h2>
  <dl>${KEYS.map(([k, name]) => html`<dt>${k.split(" ").map((x) => html`<kbd>${x}</kbd> `)}</dt><dd>${t.nav[name]}</dd>`)}
    ${[["/", t.search], ["[ ]", t.keyPeriod], ["v", t.keyVs], ["p", t.keyPause], ["j k", t.keyRows], ["Enter", t.open], ["←→", t.keyChart], ["?", t.keysTitle]].map(([k, text]) => html`<dt>${k.split(" ").map((x) => html`<kbd>${x}</kbd> `)}</dt><dd>${text}</dd>`)}</dl>
  <form method="dialog" class="row"><span class="grow"></span><button class="btn">${t.close}</button></form></dialog>`;

const NAMES = { es: "Español", en: "English", pt: "Português" };
export function settingsDialog({ draw, speakNow, signOut }) {
  const set = (key) => (e) => { setPref(key, e.target.type === "checkbox" ? e.target.checked : e.target.value); draw(); };
  const option = (v, text, now) => html`<option value=${v} ?selected=${v === now}>${text}</option>`;
  const region = (r) => new Intl.DisplayNames(prefs.lang, { type: "region" }).of(r);
  return html`<dialog id="settings" aria-labelledby="settings-t"><h2 id="settings-t">${t.settings}</h2><div class="settings">
    <label>${t.language} <select id="lang" @change=${(e) => { setPref("lang", e.target.value); speakNow(e.target.value); }}>${Object.entries(NAMES).map(([k, v]) => option(k, v, prefs.lang))}</select></label>
    <label>${t.region} <select id="region" @change=${set("region")}>${regions.map((r) => option(r, region(r), prefs.region))}</select></label>
    <label>${t.theme} <select id="theme" @change=${set("theme")}>${[["", t.themeSystem], ["light", t.themeLight], ["dark", t.themeDark]].map(([k, v]) => option(k, v, prefs.theme))}</select></label>
    <label>${t.singleKeys} <span><input type="checkbox" ?checked=${prefs.keys} @change=${set("keys")}></span></label>
    <label>${t.sound} <span><input type="checkbox" ?checked=${prefs.sound} @change=${set("sound")}></span></label></div>
    <form method="dialog" class="row"><button class="btn" type="button" @click=${signOut}>${t.signOut}</button><span class="grow"></span><button class="btn main">${t.close}</button></form></dialog>`;
}
export const foot = (ctx) => html`<footer class="foot"><span>${t.zoneNote(f.theZone())}</span><button class="btn bare small" @click=${() => copyLink(ctx.here, ctx.r.body?.stamp)}>${t.copyLink}</button>
  <button class="btn bare small" @click=${() => openDialog("help")}>${t.keysTitle} <kbd>?</kbd></button><span class="grow"></span><span>${ctx.me.name} · ${t.role[ctx.me.role] ?? ctx.me.role}</span><a href="/licences.txt">${t.licences}</a></footer>`;
