// What do customers wait for, by when, and who has it? The list is the queue; one case is its thread, what may be answered, and what can be done.
import { act, address, change, f, go, html, icon, mention, nothing, of, openWhy, query, refresh, resource, t, when, words } from "../kit.js";

const cs = () => words;

export const title = (ctx) => ctx.here.id && ctx.r.body?.case ? `${ctx.r.body.case.customer ?? t.nobody} · ${cs().state[ctx.r.body.case.state]}` : t.q.cases;
export const needs = (here) => here.id ? { main: `/v1/cases/${encodeURIComponent(here.id)}`, suggest: query("/v1/kb/suggest", { folio: here.id }) } : { main: query("/v1/cases", { team: here.at.team, limit: 40 }) };
export const refreshMs = 3000;
export function says(ctx) {
  const b = ctx.r.body;
  if (!b) return "";
  if (b.case) return cs().caseSays(b.case.folio, b.case.team ?? f.NONE, b.case.agent ?? null);
  const sum = (k) => b.teams.reduce((n, x) => n + x[k], 0);
  return cs().say(sum("waiting"), sum("nobody"), sum("late"));
}
export function choose(ctx) {
  if (ctx.here.id) return html`<a class="btn" href=${address("/cases", ctx.here.at)}>← ${t.nav.cases}</a>`;
  const teams = new Set((ctx.r.body?.teams ?? []).map((x) => x.team).concat(ctx.here.at.team ?? []));
  return html`<label class="field">${cs().team} <select aria-label=${cs().team} @change=${(e) => change({ team: e.target.value || null })}>
    <option value="">${t.all}</option>${[...teams].filter(Boolean).map((x) => html`<option ?selected=${x === ctx.here.at.team}>${x}</option>`)}</select></label>`;
}

/* The promise that runs out next. */
function due(c, now = Date.now()) {
  const first = c.first_due && !c.first && !(c.solve_due && c.solve_due < c.first_due), at = first ? c.first_due : c.solve_due;
  if (!at) return nothing;
  const left = Date.parse(at) - now;
  return html`<span class=${left < 0 ? "bad" : ""}>${first ? cs().answerBy : cs().solveBy} ${left < 0 ? cs().lateBy(f.lasting(-left)) : t.inTime(f.lasting(left))}</span>`;
}
const row = (c, at) => html`<tr data-case=${c.folio}><td><a href=${address(`/cases/${c.folio}`, at)}><b>${c.customer ?? t.nobody}</b></a><br><span class="small soft">${c.folio}</span></td>
  <td>${cs().state[c.state] ?? c.state}${c.crowded ? html`<br><span class="small bad">${cs().crowded}</span>` : nothing}</td><td class="num">${c.priority}</td><td>${c.team ?? f.NONE}<br><span class="small soft">${c.agent ?? t.nobody}</span></td>
  <td>${due(c)}<br><span class="small soft">${c.said ? f.ago(c.said, Date.now()) : ""}</span></td></tr>`;
function queue(ctx, b) {
  if (!b.cases.length) return html`<div class="card empty"><h2>${cs().none}</h2><p class="soft">${cs().noneWhy}</p></div>`;
  return html`<section class="card" aria-label=${t.nav.cases}><div class="scroll" tabindex="0" role="group" aria-label=${t.nav.cases}><table class="grid-table"><caption class="hide">${t.nav.cases}</caption><thead><tr><th scope="col">${cs().customer}</th><th scope="col">${cs().stateWord}</th><th scope="col" class="num">${cs().urgency}</th><th scope="col">${cs().team}</th><th scope="col">${cs().due}</th></tr></thead>
    <tbody>${b.cases.map((c) => row(c, ctx.here.at))}</tbody></table></div>${b.count > b.cases.length ? html`<p class="pad cap">${cs().more(b.count - b.cases.length)}</p>` : nothing}</section>
    <section class="card" aria-labelledby="load-t"><div class="pad"><h2 id="load-t">${cs().load}</h2></div><div class="scroll" tabindex="0" role="group" aria-label=${cs().load}><table class="grid-table"><caption class="hide">${cs().load}</caption><thead><tr><th scope="col">${cs().team}</th><th scope="col" class="num">${cs().open}</th><th scope="col" class="num">${cs().waiting}</th><th scope="col" class="num">${cs().nobodyHas}</th><th scope="col" class="num">${cs().lateOnes}</th></tr></thead>
    <tbody>${b.teams.map((x) => html`<tr><td>${x.team || f.NONE}</td><td class="num">${f.int(x.open)}</td><td class="num">${f.int(x.waiting)}</td><td class="num">${f.int(x.nobody)}</td><td class="num">${f.int(x.late)}</td></tr>`)}</tbody></table></div></section>`;
}

// What this person decided here and has not been read back yet.
let doing = { state: "", error: "", kind: "" };
async function decide(ctx, kind, c, data = {}, conversation = c.conversation) {
  doing = { state: "busy", error: "", kind };
  ctx.redraw();
  try {
    await act({ kind, conversation, ...(c.brand ? { brand: c.brand } : {}), data });
    doing = { state: "", error: "", kind };
    if (kind === "close" || data.good) go(address("/cases", ctx.here.at));
    for (const ms of [500, 1500]) setTimeout(() => refresh(0), ms);
  } catch (e) { doing = { state: "", error: e.message, kind }; }
  ctx.redraw();
}
// The originals of the one case that somebody looks at: gone when another page is opened, and after two minutes.
const NOTHING_READ = { folio: "", list: null, closed: null, error: "", busy: false };
let read = NOTHING_READ, hiding;
async function reveal(ctx, c, reason) {
  read = { ...NOTHING_READ, folio: c.folio, busy: true };
  ctx.redraw();
  try {
    const b = await act({ reason }, `/v1/cases/${encodeURIComponent(c.folio)}/reveal`);
    read = { ...NOTHING_READ, folio: c.folio, list: b.originals, closed: b.closed };
    clearTimeout(hiding);
    hiding = setTimeout(() => { read = NOTHING_READ; ctx.redraw(); }, 120000);
    setTimeout(() => refresh(0), 1000);
  } catch (e) { read = { ...NOTHING_READ, folio: c.folio, error: e.message }; }
  ctx.redraw();
}
function originals(ctx, c) {
  if (!ctx.me.originals) return nothing;
  const mine = read.folio === c.folio ? read : NOTHING_READ;
  const look = (e) => { e.preventDefault(); const why = field(e, "reason"); if (why) { reveal(ctx, c, why); e.target.reset(); } };
  const hide = () => { read = NOTHING_READ; ctx.redraw(); };
  return html`<section class="card pad col" aria-labelledby="orig-t"><h2 id="orig-t">${cs().originals}</h2><p class="small soft">${cs().originalsWhy}</p>
    <form class="search" @submit=${look}><input type="text" name="reason" maxlength="125" required aria-label=${cs().reason} placeholder=${cs().reason}><button class="btn" ?disabled=${mine.busy}>${cs().look}</button></form>
    ${mine.list ? html`${mine.list.map((x) => html`<figure class="col" data-original=${x.mention}><figcaption class="small soft">${f.at(x.at)}</figcaption><blockquote>${x.title ? html`<b>${x.title}</b><br>` : nothing}${x.text}</blockquote></figure>`)}<button class="btn" @click=${hide}>${cs().hide}</button>` : nothing}
    ${mine.error || mine.closed ? html`<span class="bad" role="alert">${mine.error || mine.closed}</span>` : nothing}</section>`;
}
const may = (ctx, kind) => ctx.me.actions?.includes(kind);
const field = (e, name) => (new FormData(e.target).get(name) ?? "").trim();
/* As people type it; a conversation as it is. */
const folio = (typed) => typed.includes(":") ? typed : typed.toUpperCase().replace(/[^0-9A-Z]/g, "").replace(/(.{4})(?=.)/g, "$1-");
const network = (conversation) => conversation.slice(0, conversation.indexOf(":"));
/* One customer in several networks: what goes on in this case, and what else belongs to it. */
function merges(ctx, c, busy) {
  if (!may(ctx, "merge")) return nothing;
  const join = (e) => { e.preventDefault(); const other = folio(field(e, "with")); if (other) { decide(ctx, "merge", c, { with: other }); e.target.reset(); } };
  return html`${(c.merged ?? []).map((x) => html`<div class="row" data-merged=${x.folio}><span>${x.folio} · ${network(x.conversation)}${x.customer ? ` · ${x.customer}` : ""}</span><button class="btn" ?disabled=${busy} @click=${() => decide(ctx, "unmerge", c, {}, x.conversation)}>${cs().unmerge}</button></div>`)}
    <form class="search" @submit=${join}><input type="text" name="with" maxlength="64" aria-label=${cs().mergeWith} placeholder=${cs().mergeWith}><button class="btn" ?disabled=${busy}>${cs().merge}</button></form>`;
}
/* What the knowledge base answers, with how sure that is; of what may be sent as it is, route has said so. */
function suggested(c) {
  const b = resource("suggest").body, sure = b?.suggestions.filter((x) => x.confidence >= b.sure_from) ?? [];
  if (b?.hand_off) return [b.hand_off, ...sure].slice(0, 2);
  return sure.length ? sure : c.may_send ? [{ title: c.article ?? "", text: c.may_send }] : [];
}
function forms(ctx, c) {
  const busy = doing.state === "busy", last = c.mention_in ?? c.conversation, places = [c.conversation, ...(c.merged ?? []).map((x) => x.conversation)];
  const send = (e) => { e.preventDefault(); const text = field(e, "text"); if (text) { const at = field(e, "at") || last; decide(ctx, "answer", c, { text, ...(c.mention && at === last ? { in_reply_to: c.mention } : {}) }, at); e.target.reset(); } };
  const give = (e) => { e.preventDefault(); const to = field(e, "to"); if (to) { decide(ctx, "hand_over", c, { to }); e.target.reset(); } };
  const use = (text) => () => { const box = document.querySelector("#answer"); box.value = text; box.focus(); };
  return html`<section class="card pad col" aria-labelledby="do-t"><h2 id="do-t">${cs().whatNow}</h2>
    ${c.state === "to_validate" ? html`<p>${cs().helped(c.helped_by ?? t.nobody)}</p>${may(ctx, "validate") ? html`<div class="row"><button class="btn main" ?disabled=${busy} @click=${() => decide(ctx, "validate", c, { good: true, help: c.help })}>${cs().holds}</button>
      <button class="btn" ?disabled=${busy} @click=${() => decide(ctx, "validate", c, { good: false, help: c.help })}>${cs().holdsNot}</button></div>` : nothing}` : nothing}
    ${may(ctx, "take") ? html`<div class="row">${c.agent === ctx.me.name ? html`<span class="tag positive">${icon("closed")} ${cs().yours}</span>` : html`<button class="btn main" ?disabled=${busy} @click=${() => decide(ctx, "take", c)}>${cs().take}</button>`}
      <button class="btn" ?disabled=${busy} @click=${() => decide(ctx, "close", c)}>${cs().closeCase}</button></div>` : html`<p class="small soft">${cs().notYou}</p>`}
    ${suggested(c).map((x) => html`<figure class="col"><figcaption class="small soft">${cs().suggested} · ${x.title}${x.confidence === undefined ? "" : ` · ${f.percent(x.confidence)}`}</figcaption><blockquote>${x.text}</blockquote>${may(ctx, "answer") ? html`<button class="btn" @click=${use(x.text)}>${cs().use}</button>` : nothing}</figure>`)}
    ${may(ctx, "answer") ? html`<form class="col" @submit=${send}><label for="answer">${cs().answer}</label><textarea id="answer" name="text" rows="4" maxlength="4000" required></textarea>${places.length > 1 ? html`<label class="field">${cs().answerIn} <select name="at">${places.map((p) => html`<option value=${p} ?selected=${p === last}>${network(p)}</option>`)}</select></label>` : nothing}<div class="row"><button class="btn main" ?disabled=${busy}>${cs().send}</button><span class="small soft">${cs().sendWhy}</span></div></form>` : nothing}
    ${may(ctx, "hand_over") ? html`<form class="search" @submit=${give}><input type="text" name="to" maxlength="128" aria-label=${cs().handTo} placeholder=${cs().handTo}><button class="btn" ?disabled=${busy}>${t.handOver}</button></form>` : nothing}
    ${merges(ctx, c, busy)}
    ${doing.error ? html`<span class="bad" role="alert">${doing.error}</span>` : nothing}</section>`;
}
function one(ctx, b) {
  const c = b.case, cell = (name, text) => html`<div><dt>${name}</dt><dd>${text}</dd></div>`;
  const kept = (by, at) => !by ? f.NONE : at ? (Date.parse(at) <= Date.parse(by) ? cs().kept : cs().notKept) : when(by, f.at(by));
  return html`<section class="card pad"><dl class="facts">${cell(cs().folio, c.folio)}${c.merged ? cell(cs().also, c.merged.map((x) => `${x.folio} (${network(x.conversation)})`).join(", ")) : nothing}${cell(cs().stateWord, cs().state[c.state] ?? c.state)}${cell(cs().urgency, c.priority)}${cell(cs().team, c.team ?? f.NONE)}${cell(t.owner, c.agent ?? html`<span class="bad">${t.nobody}</span>`)}
      ${cell(cs().due, c.first_due || c.solve_due ? due(c) : f.NONE)}${cell(cs().answerBy, kept(c.first_due, c.first))}${c.looks ? cell(cs().looks, `${c.looks} · ${c.looked_by}, ${f.ago(c.looked, Date.now())}`) : nothing}${cell(cs().people, html`${c.people}${c.crowded ? html` <span class="small bad">${cs().crowded}</span>` : nothing}`)}</dl></section>
    <div class="two"><section class="card" aria-labelledby="th-t"><div class="pad"><h2 id="th-t">${cs().thread}</h2></div>${b.thread.length ? b.thread.map((m) => mention(m, { brands: ctx.brands, why: (x) => openWhy(x, ctx.here) })) : html`<p class="pad cap">${t.noneHeld}</p>`}</section>
    <div class="col">${forms(ctx, c)}${originals(ctx, c)}</div></div>`;
}
export function view(ctx) {
  if (read.folio && !ctx.here.id) read = NOTHING_READ;
  return of(ctx.r, title(ctx), (b) => ctx.here.id ? (b.case ? one(ctx, b) : nothing) : b.cases ? queue(ctx, b) : nothing);
}
