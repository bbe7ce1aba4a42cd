// Mentions as they come. Whoever reads is never moved: new ones wait behind a button while the list is scrolled, focused, hovered or paused.
import { html, nothing } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { t } from "../core/i18n.js";
import * as f from "../core/format.js";
import { live, pause, reading, show } from "../core/stream.js";
import { address, go } from "../core/url.js";
import { mentionsOf } from "./marks.js";
import { mention } from "./mention.js";

const DRAWN = 60;
const inside = (e) => e.currentTarget.contains(e.relatedTarget);
let list = null;
const busy = () => { const l = list; if (l) reading(l.scrollTop > 4 || l.contains(document.activeElement) || l.matches(":hover")); };
export function openWhy(m, here) { go(address("/mentions", { ...(here?.at.set ? { set: here.at.set } : {}), open: m.id })); }

export function liveList(ctx) {
  const n = live.waiting.length;
  const seen = (e) => { list = e.currentTarget; busy(); };
  return html`<section class="card side" aria-labelledby="live-t"><header><h2 id="live-t" class="grow">${t.liveTitle}</h2>
      <a class="btn bare" href=${mentionsOf({})}>${t.all}</a><button class="btn" aria-pressed=${live.paused} @click=${() => pause()}>${live.paused ? t.resume : t.pause}</button></header>
    <div class="over">${n ? html`<button class="more" @click=${(e) => { const l = e.currentTarget.closest("section").querySelector(".list"); l.scrollTop = 0; show(); }}>${t.newMentions(n)}</button>` : nothing}</div>
    ${live.hole ? html`<p class="cap pad">${t.hole(f.int(live.hole))}</p>` : nothing}
    <div class="list" tabindex="0" role="feed" aria-label=${t.liveTitle} aria-busy="false" @scroll=${seen} @focusin=${seen} @pointerenter=${seen}
      @focusout=${(e) => { if (!inside(e)) setTimeout(busy, 0); }} @pointerleave=${(e) => { list = e.currentTarget; setTimeout(busy, 0); }}>
      ${live.rows.length ? repeat(live.rows.slice(0, DRAWN), (m) => m.key, (m) => mention(m, { brands: ctx.brands, why: (x) => openWhy(x, ctx.here) }))
        : html`<p class="empty soft">${live.open ? t.liveNone : t.liveAway}</p>`}</div></section>`;
}
