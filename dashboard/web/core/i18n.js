// Words. A dictionary is a module with one entry for each text; entries with something to fill in are functions. lang/LANGUAGE.js has what many pages
// say, lang/PAGE-LANGUAGE.js what one alone says, which comes with it. tests/browser/i18n.mjs sees that all languages have the same entries.
import { has, load } from "./modules.js";
import { prefs } from "./prefs.js";

export let t = {}, words = {};
let name = "";
export const wordsOf = async (page, lang = prefs.lang) => has(`${page}-${lang}`) ? (await load(`${page}-${lang}`)).default : {};
/* Together with the page that they are of: what is on the screen until then still needs its own. */
export function use(page, own) { name = page; words = own; }
export async function speak(lang) {
  const [all, own] = await Promise.all([load(lang), wordsOf(name, lang)]);
  t = all.default;
  words = own;
  prefs.lang = lang;
}
