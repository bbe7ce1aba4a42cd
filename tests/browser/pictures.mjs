// The pictures of the README and what is looked at before a release, from the demo that `make up` leaves running: into SHOTS. Environment as in
// golden.mjs; `pictures.mjs states` makes those of the states instead: empty, stale (REDIS_PID stands still meanwhile), narrow, hostile.
import { allow, end, open, reader, say, settled, SHOTS, within } from "./harness.mjs";

const shot = (page, name, full = false) => page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: full });
const compare = process.env.ADDRESS;
async function readme() {
  let page = await reader({ height: 940 });
  await open(page, "/?set=telecoms");
  await page.locator("[data-feed]:not([data-feed=off])").waitFor();
  await shot(page, "dashboard-now-es");
  page = await reader({ lang: "en", region: "GB", theme: "dark" });
  await open(page, compare);
  await page.locator("[data-feed]:not([data-feed=off])").waitFor();
  await shot(page, "dashboard-compare-en-dark");
  page = await reader({ lang: "en", region: "GB", height: 900 });
  await open(page, "/mentions?set=telecoms&label=negative");
  await page.locator("[data-feed]:not([data-feed=off])").waitFor();
  await page.locator("article.m").nth(1).getByRole("button", { name: /Why/ }).click();
  await page.locator("aside .why").waitFor();
  await settled(page);
  await shot(page, "dashboard-why-en");
  page = await reader({ height: 1100 });
  await open(page, "/incidents");
  await page.locator("main a[href^='/incidents/']").first().click();
  await page.locator(".facts").waitFor();
  await settled(page);
  await page.waitForTimeout(500);
  await shot(page, "dashboard-incident-es");
  page = await reader({ lang: "es", theme: "dark", width: 390, height: 844 });
  await open(page, "/?set=telecoms");
  await page.waitForTimeout(500);
  await shot(page, "dashboard-now-phone");
}
async function states() {
  let page = await reader();
  await open(page, `${compare}&view=stack`);
  await shot(page, "compare-es-stack", true);
  await open(page, "/compare?set=six-banks&period=1h");
  await shot(page, "compare-empty", true);
  say("تعطلت شبكة Zumbatel منذ ساعة ولا أحد يجيب @Zumbatel (sin señal) \u202Etxet desrever", { author: { id: "rtl", handle: "\u202Elive", name: "مستخدم" }, lang: "ar" });
  say(`Zumbatel ${"sinseñal".repeat(40)} https://ejemplo.example/${"a".repeat(300)}`, { author: { id: "long", handle: "a".repeat(120) } });
  await open(page, "/mentions?set=telecoms&period=1h");
  await within(8000, async () => (await page.locator("article.m .text").allInnerTexts()).some((s) => s.includes("sinseñal")));
  await shot(page, "mentions-hostile");
  for (const [path, name] of [["/?set=telecoms", "now"], [compare, "compare"], ["/brand/oyamel?period=60d", "brand"], ["/mentions?set=telecoms", "mentions"], ["/incidents", "incidents"]]) {
    const narrow = await reader({ width: 320, height: 720 });
    await open(narrow, path);
    await shot(narrow, `${name}-320`, true);
    await narrow.context().close();
  }
  if (!process.env.REDIS_PID) return;
  allow(/503|ERR_|Failed to load/);
  await open(page, "/?set=telecoms");
  process.kill(Number(process.env.REDIS_PID), "SIGSTOP");
  try {
    await page.waitForTimeout(40000);
    await shot(page, "now-stale");
  } finally { process.kill(Number(process.env.REDIS_PID), "SIGCONT"); }
  await page.waitForTimeout(12000);
  await shot(page, "now-again");
}
await (process.argv[2] === "states" ? states() : readme());
await end();
