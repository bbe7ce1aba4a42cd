// One mention. Its text is somebody else's: it goes into text nodes only, cut at the spans that explain it.
import { html, nothing } from "lit-html";
import { t } from "../core/i18n.js";
import * as f from "../core/format.js";
import { safe } from "../core/safe.js";
import { colour, feeling, icon, mentionsOf, when } from "./marks.js";

const CLASS = { negative: "neg", positive: "pos", match: "hit", masked: "masked" };
/* A learned model has a little to say of every word: only what weighs is marked. Why shows all of it. */
const WEIGHS = 0.3;
function weighty(spans) {
  const felt = spans.map((s) => Math.abs(s.value ?? 0)), least = Math.min(Math.max(...felt, 0), Math.max(WEIGHS, Math.max(...felt, 0) / 4));
  const matched = spans.filter((s) => s.kind === "match");      // a brand's own name says who, whatever a model makes of it
  return spans.filter((s) => s.value === undefined || s.value === null || (Math.abs(s.value) >= least && !matched.some((m) => m.start <= s.start && s.end <= m.end)));
}
/* Spans may overlap: a matched word that also felt something shows as what it felt. */
export function marked(text, all = []) {
  const spans = weighty(all);
  const sorted = [...spans].filter((s) => s.end > s.start).sort((a, b) => a.start - b.start || (a.kind === "match") - (b.kind === "match"));
  const parts = [];
  let at = 0;
  for (const s of sorted) {
    const from = Math.max(at, s.start);
    if (s.end <= at) continue;
    if (from > at) parts.push(text.slice(at, from));
    parts.push(html`<mark class=${CLASS[s.kind] ?? ""} title=${s.value === undefined || s.value === null ? t.span[s.kind] ?? "" : `${t.span[s.kind]} ${f.fixed(s.value, 2)}`}>${text.slice(from, s.end)}</mark>`);
    at = s.end;
  }
  parts.push(text.slice(at));
  return parts;
}

/* What turns the direction of writing is seen instead of obeyed, so that nobody's name reads as somebody else's; the places of spans stay. */
const TURNS = /[\u202a-\u202e\u2066-\u2069]/g;
const plainly = (s) => s.replace(TURNS, "\ufffd");
/* acts: { why, wrong }; brands: id -> { name, color } */
export function mention(m, { brands, why, selected = false, now = Date.now(), row = true }) {
  const name = plainly(m.author.handle ? `@${m.author.handle.replace(/^@/, "")}` : m.author.name ?? "");
  return html`<article class="m ${selected ? "sel" : ""}" tabindex=${row ? 0 : nothing} data-row=${row ? m.key : nothing} lang=${m.lang && m.lang !== "und" ? m.lang : nothing}
    @keydown=${(e) => { if (e.key === "Enter" && e.target === e.currentTarget && why) { e.preventDefault(); why(m); } }}>
    <div class="who"><b><bdi>${name}</bdi></b><span class="meta">${[m.author.followers ? t.followers(f.short(m.author.followers)) : "", m.platform, m.kind && m.kind !== "post" ? t.kind[m.kind] ?? m.kind : ""].filter(Boolean).join(" · ")}</span>${m.created ? when(m.created, now - Date.parse(m.created) < 864e5 ? f.ago(m.created, now) : f.at(m.created)) : nothing}</div>
    ${m.title ? html`<h3 dir="auto">${plainly(m.title)}</h3>` : nothing}
    <p class="text" dir="auto">${marked(plainly(m.text), m.spans)}</p>
    <div class="marks"><div class="tags">${m.label ? feeling(m.label) : nothing}
      ${m.brands.map((b) => { const known = brands.get(b.id); return html`<a class="tag" href=${mentionsOf({ brand: b.id })}><span class="sw ${colour(known)}"></span>${known?.name ?? b.id}</a>`; })}
      ${m.topics.map((x) => html`<a class="tag" href=${mentionsOf({ topic: x })}>${t.topic(x)}</a>`)}
      ${m.pii?.length ? html`<span class="tag">${t.masked}</span>` : nothing}
      </div>${safe(m.url) ? html`<a class="small" href=${safe(m.url)} target="_blank" rel="noopener noreferrer nofollow">${t.original}</a>` : nothing}
      ${why ? html`<button class="btn bare small" aria-label="${t.why}: ${name}" @click=${() => why(m)}>${t.why}</button>` : nothing}</div>
  </article>`;
}
