// Files that come when they are needed: pages, languages, uPlot. Their names hold their hashes; the document knows them.
const names = JSON.parse(document.documentElement.dataset.modules);
export const load = (name) => import(names[name]);
export const has = (name) => name in names;
