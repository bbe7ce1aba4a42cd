// What is happening, who has it, what is the next step?
import { act, address, change, f, figure, html, icon, incidentRow, mention, mentionsOf, nothing, of, openWhy, pickSet, query, read, refresh, segments, stamp, t, trend, when, words } from "../kit.js";
import { waterfall } from "./parts/waterfall.js";

const w = () => words;

export const title = (ctx) => ctx.here.id && ctx.r.body ? `${ctx.r.body.incident.name} · ${t.incidentType(ctx.r.body.incident.type)}` : t.q.incidents;
export const needs = (here) => here.id ? { main: `/v1/incidents/${encodeURIComponent(here.id)}` } : { main: query("/v1/incidents", { set: here.at.set, limit: 100 }) };
export const refreshMs = 5000;
export function says(ctx) {
  const b = ctx.r.body;
  if (!b) return "";
  if (ctx.here.id) { const i = b.incident; return w().incidentSays(f.int(i.observed), i.window_minutes, i.expected === null ? null : f.fixed(i.expected, i.expected < 10 ? 1 : 0), i.ratio === null ? null : f.times(i.ratio)); }
  const open = b.incidents.filter((i) => i.open);
  return w().incidentsSay(open.length, open.filter((i) => !i.acknowledged && !i.owner).length);
}
export const choose = (ctx) => ctx.here.id ? html`<a class="btn" href=${address("/incidents", ctx.here.at)}>← ${t.nav.incidents}</a>` : pickSet(ctx.here, ctx.sets);

// What this person decided here and has not been read back yet.
let doing = { key: "", state: "", error: "" };
async function decide(ctx, kind, incident, data = {}, key = kind) {
  doing = { key, state: "busy", error: "" };
  ctx.redraw();
  try {
    await act({ kind, incident: incident.id, brand: incident.brand, data });
    doing = { key, state: "done", error: "" };
    setTimeout(() => refresh(0), 600);
  } catch (e) { doing = { key, state: "", error: e.message }; }
  ctx.redraw();
}
const may = (ctx, kind) => ctx.me.actions?.includes(kind);

function facts(i, h) {
  const cell = (name, text) => html`<div><dt>${name}</dt><dd>${text}</dd></div>`;
  return html`<dl class="facts">${cell(w().opened, when(i.opened, f.at(i.opened)))}${cell(w().age, f.lasting((i.closed ? Date.parse(i.closed) : Date.now()) - Date.parse(i.opened)))}
    ${cell(t.owner, i.owner ?? (i.open ? html`<span class="bad">${t.nobody}</span>` : f.NONE))}${cell(w().acknowledged, i.acknowledged ? when(i.acknowledged, f.at(i.acknowledged)) : w().notYet)}${cell(w().notified, i.notified ? w().stage[i.notified] ?? i.notified : w().notYet)}
    ${h?.next_at && !seen(i) ? cell(w().nextTold, clock(h.next_at)) : nothing}${i.silent_until && Date.parse(i.silent_until) > Date.now() ? cell(w().silentUntil, when(i.silent_until, f.at(i.silent_until))) : nothing}</dl>`;
}
/* Which runs down: what is told next unless somebody acknowledges. */
function clock(at) {
  const left = Date.parse(at) - Date.now();
  return html`<span class="bad">${left > 0 ? t.inTime(f.lasting(left)) : w().rightNow}</span> <span class="small soft">${when(at, f.hm(at))}</span>`;
}
function acts(ctx, i, h) {
  const shut = h ? h.state === "closed" : done("close"), busy = doing.state === "busy";
  const button = (kind, word, main = false) => may(ctx, kind) ? html`<button class="btn${main ? " main" : ""}" ?disabled=${busy || done(kind)} @click=${() => decide(ctx, kind, i)}>${word}</button>` : nothing;
  return html`<div class="row">${seen(i) ? html`<span class="tag positive">${icon("closed")} ${w().acknowledged}</span>` : !i.open || shut ? nothing
      : may(ctx, "acknowledge") ? button("acknowledge", w().acknowledge, true) : html`<span class="small soft">${w().actNotYou}</span>`}
    ${shut ? html`<span class="tag">${w().closedBy(h?.closed_by ?? ctx.me.name)}</span>${button("reopen", w().reopen)}` : i.open ? html`${button("escalate", done("escalate") ? w().escalated : w().escalate)}${button("close", w().closeIncident)}` : nothing}
    <a class="btn" href=${mentionsOf({ brand: i.brand, label: "negative", period: null, from: new Date(Date.parse(i.opened) - 72e5).toISOString(), to: i.closed })}>${w().itsMentions}</a>
    ${i.procedure && /^https?:/.test(i.procedure) ? html`<a class="btn" href=${i.procedure} rel="noreferrer">${w().procedure}</a>` : nothing}
    ${doing.error ? html`<span class="bad" role="alert">${doing.error}</span>` : nothing}</div>
    ${i.open && !shut && may(ctx, "hand_over") ? ask("to", 128, w().handOverTo, t.handOver, (to) => decide(ctx, "hand_over", i, { to })) : nothing}
    ${i.statement ? html`<figure class="col"><figcaption class="small soft">${w().statement}${h?.statement_by ? ` · ${h.statement_by}` : ""}</figcaption><blockquote lang=${h?.statement_lang || nothing}>${i.statement}</blockquote></figure>` : nothing}`;
}
const done = (key) => doing.key === key && doing.state === "done";
const seen = (i) => i.acknowledged || done("acknowledge");
/* One line that somebody fills in, and its button. */
const ask = (name, most, hint, word, then) => html`<form class="search" @submit=${(e) => { e.preventDefault(); const text = new FormData(e.target).get(name).trim(); if (text) { then(text); e.target.reset(); } }}>
  <input type="text" name=${name} maxlength=${most} aria-label=${hint} placeholder=${hint}><button class="btn">${word}</button></form>`;
function steps(ctx, b) {
  const ticked = b.checklist.filter((s) => s.done).length, next = b.checklist.find((s) => !s.done);
  const tick = (s, yes) => decide(ctx, "tick", b.incident, { step: Number(s.id), done: yes }, `tick ${s.id}`);
  return html`<section class="card fig" aria-labelledby="steps-t"><header><h2 id="steps-t">${w().stepsTitle}</h2><p>${b.checklist.length ? w().stepsSay(ticked, b.checklist.length) : w().stepsNone}</p></header>
    ${next ? html`<p class="say">${next.text}</p>` : nothing}
    <ul class="steps pad">${b.checklist.map((s) => html`<li><input type="checkbox" id="s-${s.id}" .checked=${s.done} ?disabled=${!may(ctx, "tick") || doing.state === "busy"} @change=${(e) => tick(s, e.target.checked)}>
      <label for="s-${s.id}">${s.text}${s.done && s.who ? html`<br><span class="small soft">${s.who}${s.at ? `, ${f.hm(s.at)}` : ""}</span>` : nothing}</label></li>`)}</ul>
    ${may(ctx, "note") ? html`<div class="pad">${ask("note", 1000, w().note, w().addNote, (text) => decide(ctx, "note", b.incident, { text }))}</div>` : nothing}</section>`;
}
/* Who takes back a complaint after the apology has heard it. */
function takenBack({ deleted: d }) {
  if (!d || !d.before.n && !d.after?.n) return nothing;
  const share = (p) => p.of ? f.percent(p.n / p.of, 1) : f.NONE, row = (name, p) => html`<tr><th scope="row" class="wrap">${name}</th><td class="num">${f.int(p.n)}</td><td class="num">${f.int(p.of)}</td><td class="num">${share(p)}</td><td class="num">${f.fixed(p.per_1000_hours, 1)}</td></tr>`;
  const say = d.after ? w().deletedSays[d.sign](d.ratio ? `${f.times(d.ratio.value)} (${f.times(d.ratio.lo)}–${f.times(d.ratio.hi)})` : "") : w().noStatement;
  return html`<section class="card fig" id="deleted" aria-labelledby="deleted-t"><header><h2 id="deleted-t">${w().deletedTitle}</h2></header><p class="say">${say}</p>
    <div class="scroll" tabindex="0" role="group" aria-label=${w().deletedTitle}><table class="grid-table tight"><caption class="hide">${w().deletedTitle}</caption><thead><tr><th scope="col"><span class="hide">${t.when}</span></th>${w().deletedHead.map((h) => html`<th scope="col" class="num">${h}</th>`)}</tr></thead>
    <tbody>${row(d.after ? w().beforeIt : t.mentions, d.before)}${d.after ? row(w().afterIt, d.after) : nothing}</tbody></table></div></section>`;
}
function causes(b) {
  if (!b.causes.length || b.incident.expected === null) return nothing;
  // Each kind of cause is the whole excess cut in another way; one of them is shown.
  const kinds = [...new Set(b.causes.map((c) => c.kind))].sort().reverse(), kind = kinds.includes(read().at.by) ? read().at.by : kinds[0];
  const name = (c) => c.name === "other" ? w().other : kind === "topic" ? t.topic(c.name) : c.name;
  const parts = b.causes.filter((c) => c.kind === kind).map((c) => ({ name: name(c), n: c.n, rest: c.name === "other" }));
  const say = w().causesSay(parts.filter((c) => !c.rest && Math.round(c.n) > 0).slice(0, 3).map((c) => [c.name, f.int(c.n)]));
  return figure({ id: "causes", title: w().causesTitle, caption: w().causesCaption, say, drawing: waterfall(b.incident.expected, parts, b.incident.observed, say),
    tools: kinds.length > 1 ? segments(w().cutBy, kind, kinds.map((k) => [k, t.filter[k] ?? t.dim[k]?.toLowerCase() ?? k]), (v) => change({ by: v === kinds[0] ? null : v })) : nothing,
    table: () => ({ head: [w().cause, t.mentions], rows: [[w().normal, f.fixed(b.incident.expected, 1)], ...parts.map((c) => [c.name, `${Math.round(c.n) > 0 ? "+" : ""}${f.int(Math.round(c.n) || 0)}`]), [t.observed, f.int(b.incident.observed)]] }) });
}
function one(ctx, b) {
  const i = b.incident;
  return html`<section class="card pad col lv-${i.open ? i.level : "none"}"><span class="level">${icon(i.open ? i.level : "closed")}${i.open ? t.level[i.level] : t.closed}</span>${facts(i, b.handling)}${acts(ctx, i, b.handling)}</section>
    <div class="two"><div class="col">
      ${b.series ? trend({ id: "volume", title: w().incidentVolume, series: b.series, incidents: [i], filter: { brand: i.brand, label: "negative" } }) : nothing}${causes(b)}${takenBack(b)}
      <section class="card" aria-labelledby="typ-t"><div class="pad"><h2 id="typ-t">${w().fiveMentions}</h2></div>${b.samples?.length ? html`<ul class="pad col">${b.samples.map((m) => html`<li><q>${m.text}</q><br><span class="small soft">${m.author} · ${m.platform} · ${f.at(m.at)}</span></li>`)}</ul>`
        : b.mentions.length ? b.mentions.map((m) => mention(m, { brands: ctx.brands, why: (x) => openWhy(x, ctx.here) })) : html`<p class="pad cap">${t.noneHeld}</p>`}</section></div>
    <div class="col">${steps(ctx, b)}<section class="card" aria-labelledby="tl-t"><div class="pad col"><h2 id="tl-t">${w().timeline}</h2>
      <ol class="tl">${b.timeline.map((e) => html`<li class=${e.level ? `lv-${e.level}` : ""}><span class="t">${when(e.at, f.at(e.at))}${e.who ? ` · ${e.who}` : ""}</span><span>${w().event(e.what, e.level ? t.level[e.level] ?? e.level : "")}${e.text ? html`<br><span class="soft">${e.text}</span>` : nothing}</span></li>`)}</ol></div></section></div></div>
    <div class="card">${stamp(b.stamp)}</div>`;
}
export function view(ctx) {
  return of(ctx.r, title(ctx), (b) => b.incident ? one(ctx, b) : !b.incidents ? nothing : b.incidents.length
    ? html`<section class="card incs" aria-label=${t.nav.incidents}>${b.incidents.map((i) => incidentRow(i, ctx))}</section>`
    : html`<div class="card empty"><h2>${w().noIncidents}</h2><p class="soft">${w().noIncidentsWhy}</p></div>`);
}
