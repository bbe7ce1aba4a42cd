// Words. A dictionary is a module with one entry for each text; entries with something to fill in are functions. tests/browser/i18n.mjs sees that
// the three have the same entries. Only the one in use is loaded.
import { load } from "./modules.js";
import { prefs } from "./prefs.js";

export let t = {};
export async function speak(lang) {
  t = (await load(lang)).default;
  prefs.lang = lang;
}
