// Why a mention was matched and scored as it was; and whoever knows better says so here: it is kept as labelled data.
import { act, change, f, feeling, html, mention, nothing, resource, t, words } from "../../kit.js";

const w = () => words;
let sent = { id: "", state: "", error: "" };
async function wrong(ctx, m, e) {
  e.preventDefault();
  const data = new FormData(e.target), label = data.get("label"), note = data.get("note").trim();
  sent = { id: m.id, state: "busy", error: "" };
  ctx.redraw();
  try {
    await act({ kind: "wrong", mention: m.key, conversation: `${m.platform}:${m.conversation}`, data: { ...(label ? { label } : {}), ...(note ? { note } : {}), ...(data.get("brand") ? { brand: data.get("brand") } : {}) } });
    sent = { id: m.id, state: "done", error: "" };
  } catch (x) { sent = { id: m.id, state: "", error: x.message }; }
  ctx.redraw();
}
const queries = (b) => b.queries.map((q) => html`<section><h3>${q.brand ?? ""} · ${q.query} ${q.matches === false ? html`<span class="bad">${w().noLongerMatches}</span>` : nothing}</h3>
  ${q.text ? html`<p class="small soft code">${q.text}</p>` : html`<p class="small soft">${w().queryGone}</p>`}
  ${q.tree ? html`<pre class="code" tabindex="0">${q.tree}</pre>` : nothing}</section>`);

export function whyPanel(ctx) {
  const r = resource("why"), close = () => change({ open: null });
  const head = html`<header><h2 id="why-t" class="grow">${w().whyTitle}</h2><button class="icon" aria-label=${t.close} @click=${close}>✕</button></header>`;
  if (!r.body) return html`<aside class="card side" aria-labelledby="why-t">${head}<div class="pad">${r.error ? html`<p role="alert">${r.error.status === 404 ? w().mentionGone : r.error.message}</p>` : html`<div class="sk w7"></div><div class="sk w4"></div>`}</div></aside>`;
  const b = r.body, m = b.mention, can = ctx.me.actions?.includes("wrong");
  return html`<aside class="card side" aria-labelledby="why-t">${head}<div class="list" tabindex="0" role="group" aria-labelledby="why-t">
    ${mention(m, { brands: ctx.brands, row: false })}
    <div class="why"><section><h3>${w().whyScored}</h3><p>${feeling(m.label)} <span class="soft">${w().scoreSays(f.fixed(m.score, 2), m.confidence === null || m.confidence === undefined ? null : f.percent(m.confidence))}</span></p>
      ${b.sentiment.length ? html`<table><caption class="hide">${w().whyScored}</caption><thead class="hide"><tr><th scope="col">${w().word}</th><th scope="col">${w().weight}</th></tr></thead><tbody>${b.sentiment.map((s) => html`<tr><td>${s.text}</td><td class="num">${s.value > 0 ? "+" : ""}${f.fixed(s.value, 2)}</td></tr>`)}</tbody></table>` : html`<p class="cap">${w().noWords}</p>`}</section>
      <section><h3>${w().whyMatched}</h3>${m.brands.length ? nothing : html`<p class="cap">${w().noBrand}</p>`}${queries(b)}</section>
      <p class="small dim">${w().judgedBy(b.version, b.model)}${m.intent ? ` · ${t.intent[m.intent] ?? m.intent}` : ""}</p>
      ${!can ? html`<p class="small soft">${w().wrongNotYou}</p>` : sent.id === m.id && sent.state === "done" ? html`<p role="status">${w().wrongThanks}</p>` : html`<form class="wrong" @submit=${(e) => wrong(ctx, m, e)}><h3>${w().wrongTitle}</h3>
        <label class="field">${w().wrongLabel} <select name="label"><option value="">${w().wrongSame}</option>${["negative", "neutral", "positive"].filter((l) => l !== m.label).map((l) => html`<option value=${l}>${t.label[l]}</option>`)}</select></label>
        <label class="field">${w().wrongNote} <input type="text" name="note" maxlength="500"></label>
        ${sent.id === m.id && sent.error ? html`<p class="bad" role="alert">${sent.error}</p>` : nothing}
        <div><button class="btn main" ?disabled=${sent.id === m.id && sent.state === "busy"}>${w().wrongSend}</button></div></form>`}</div></div></aside>`;
}
