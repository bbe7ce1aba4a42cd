// What the browser tests stand on: one chromium, a context for each story, a line "ok" or "FAIL" for each thing that was to hold, and everything
// that a page complained about, which must be nothing. Environment: BASE, TOKEN, MODULES (the installed node_modules), FEED (what ingest follows).
import { appendFileSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";

export const { BASE, TOKEN, MODULES, FEED, SHOTS } = process.env;
const need = createRequire(`${MODULES}/x.js`);
const { chromium } = need("playwright-core");
const axeSource = readFileSync(need.resolve("axe-core/axe.min.js"), "utf8");
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
export const end = () => browser.close();

export const ok = (name) => console.log(`ok    ${name}`);
export const fail = (name, why) => console.log(`FAIL  ${name}: ${String(why).split("\n").slice(0, 3).join(" ")}`);
/* `why`: what to say where it does not hold; a function is asked only then, since waiting for words that rightly are gone takes its time. */
export const holds = (name, yes, why = "it does not hold") => yes ? ok(name) : Promise.resolve(typeof why === "function" ? why() : why).then((w) => fail(name, w), (e) => fail(name, e));
export const same = (name, want, got) => holds(name, JSON.stringify(want) === JSON.stringify(got), `expected ${JSON.stringify(want)}, got ${JSON.stringify(got)}`);

const complaints = [];
let allowed = null;      // what may be complained about just now: an outage that the test makes itself
export const allow = (pattern) => { allowed = pattern; };
export function complained(name) {
  holds(`${name}: no page complains`, !complaints.length, complaints.join(" | "));
  complaints.length = 0;
}
/* A page of a reader of its own; signed in unless told not to. */
export async function reader({ lang = "es", region = "MX", theme = "light", width = 1440, height = 1000, signedIn = true } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, locale: `${lang}-${region}`, colorScheme: theme, acceptDownloads: true, reducedMotion: "reduce", permissions: ["clipboard-read", "clipboard-write"] });
  await context.addInitScript(([l, r]) => {
    localStorage["pulso.lang"] ??= l;
    localStorage["pulso.region"] ??= r;
    addEventListener("securitypolicyviolation", (e) => console.error(`CSP ${e.violatedDirective} ${e.blockedURI}`));
  }, [lang, region]);
  const page = await context.newPage();
  page.on("console", (m) => { if (["error", "warning"].includes(m.type()) && !allowed?.test(m.text())) complaints.push(`${page.url()}: ${m.text()}`); });
  page.on("pageerror", (e) => complaints.push(`${page.url()}: ${e.stack}`));
  page.setDefaultTimeout(15000);
  if (signedIn) {
    if (!session) session = await signIn();
    await context.addCookies(session);
  }
  return page;
}
let session = null;
async function signIn() {
  const context = await browser.newContext();
  const r = await context.request.post(`${BASE}/login`, { form: { token: TOKEN }, maxRedirects: 0 });
  if (r.status() >= 400) throw new Error(`no session: ${r.status()} ${await r.text()}`);
  const cookies = await context.cookies();
  await context.close();
  return cookies;
}
/* Goes there and waits until the page has its figures: a heading, and nothing that is still being fetched. */
export async function open(page, path) {
  await page.goto(BASE + path);
  await page.locator("main h1").waitFor();
  await settled(page);
}
export async function settled(page) {
  await page.evaluate(() => new Promise((f) => requestAnimationFrame(() => requestAnimationFrame(f))));
  await page.waitForFunction(() => !document.querySelector(".sk, [aria-busy=true], main[data-pending=true]") && document.querySelector("main h1, .login"), null, { polling: 50 });
}
export const text = (page, selector) => page.locator(selector).first().innerText();
export const number = (s) => Number(s.replace(/[^\d-]/g, ""));
export const api = async (page, path) => (await page.context().request.get(BASE + path)).json();
export async function within(ms, test) {
  const until = Date.now() + ms;
  for (;;) {
    if (await test()) return true;
    if (Date.now() > until) return false;
    await new Promise((f) => setTimeout(f, 50));
  }
}
/* What axe finds that matters. */
export async function axe(page, name) {
  if (!await page.evaluate(() => !!globalThis.axe)) await page.evaluate(axeSource);
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  const wrong = found.violations.map((v) => `${v.impact} ${v.id} ${v.nodes.slice(0, 2).map((n) => n.target.join(" ")).join(", ")}`);
  await holds(`axe finds nothing: ${name}`, !wrong.length, wrong.join(" | "));
}
let said = 0;
/* One more mention, by somebody, now: into the file that ingest follows. */
export function say(words, more = {}) {
  const id = `said-${process.pid}-${said++}`;
  appendFileSync(FEED, `${JSON.stringify({ platform: "x", id, created_at: new Date().toISOString(), author: { id: `a${said}`, handle: `reader${said}` }, lang: "es", text: words, ...more })}\n`);
  return `x:${id}`;
}
