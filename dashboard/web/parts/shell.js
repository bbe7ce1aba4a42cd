// What stands around every page: marks, ways to the pages, how the feed is, language and theme, help.
import { html, nothing } from "lit-html";
import { t } from "../core/i18n.js";
import * as f from "../core/format.js";
import { load } from "../core/modules.js";
import { prefs, setPref } from "../core/prefs.js";
import { feed } from "../core/stream.js";
import { address } from "../core/url.js";
import { copyLink } from "./choose.js";
import { wave } from "./marks.js";
import { pages } from "../pages.js";

let late = null, paint = () => {};
export async function openDialog(id) {
  if (!late) { late = await load("dialogs"); paint(); }
  document.getElementById(id)?.showModal();
}
/* acts: { draw, paint, speakNow, signOut } */
export function dialogs(acts) {
  paint = acts.paint;
  return late ? late.dialogs(acts) : nothing;
}
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
export const foot = (ctx) => html`<footer class="foot"><span>${t.zoneNote(f.theZone())}</span><button class="btn bare small" @click=${() => copyLink(ctx.here, ctx.r.body?.stamp)}>${t.copyLink}</button>
  <button class="btn bare small" @click=${() => openDialog("help")}>${t.keysTitle} <kbd>?</kbd></button><span class="grow"></span><span>${ctx.me.name} · ${t.role[ctx.me.role] ?? ctx.me.role}</span><a href="/licences.txt">${t.licences}</a></footer>`;
