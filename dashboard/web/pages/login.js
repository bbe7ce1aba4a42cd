// Who are you? A person shows the token that the installation's owner gave; the browser then holds a session that scripts cannot read.
import { html, login, nothing, t, wave } from "../kit.js";

let state = { busy: false, error: "" };
export function loginPage({ enter, redraw }) {
  const send = async (e) => {
    e.preventDefault();
    state = { busy: true, error: "" };
    redraw();
    try {
      await login(new FormData(e.target).get("token").trim());
      state.busy = false;
      await enter();
    } catch (x) {
      state = { busy: false, error: x.status === 401 || x.status === 403 ? t.wrongToken : x.message };
      redraw();
      document.querySelector("#token")?.focus();
    }
  };
  return html`<main id="main"><section class="card login"><h1 class="row"><span class="logo">${wave}pulso</span></h1><p class="soft">${t.loginWhy}</p>
    <form @submit=${send}><label>${t.token}<input id="token" type="password" name="token" autocomplete="current-password" required autofocus aria-describedby="token-e" aria-invalid=${state.error ? "true" : "false"}></label>
      <p id="token-e" class="bad" role="alert">${state.error || nothing}</p><button class="btn main" ?disabled=${state.busy}>${t.enter}</button></form></section></main>`;
}
