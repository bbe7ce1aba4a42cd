// What few ever open: the keys, and the settings of a reader, which stay in the browser.
import { html, prefs, regions, setPref, t } from "../kit.js";

const KEYS = [["g n", "now"], ["g c", "compare"], ["g b", "brand"], ["g m", "mentions"], ["g i", "incidents"], ["g k", "cases"]];
const helpDialog = () => html`<dialog id="help" class="help" aria-labelledby="help-t"><h2 id="help-t">${t.keysTitle}</h2>
  <dl>${KEYS.map(([k, name]) => html`<dt>${k.split(" ").map((x) => html`<kbd>${x}</kbd> `)}</dt><dd>${t.nav[name]}</dd>`)}
    ${[["/", t.search], ["[ ]", t.keyPeriod], ["v", t.keyVs], ["p", t.keyPause], ["j k", t.keyRows], ["Enter", t.open], ["←→", t.keyChart], ["?", t.keysTitle]].map(([k, text]) => html`<dt>${k.split(" ").map((x) => html`<kbd>${x}</kbd> `)}</dt><dd>${text}</dd>`)}</dl>
  <form method="dialog" class="row"><span class="grow"></span><button class="btn">${t.close}</button></form></dialog>`;

const NAMES = { es: "Español", en: "English", pt: "Português" };
function settingsDialog({ draw, speakNow, signOut }) {
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
export const dialogs = (acts) => html`${helpDialog()}${settingsDialog(acts)}`;
