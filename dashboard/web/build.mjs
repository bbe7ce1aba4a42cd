// Makes the pages one C table: bundles and minifies them, gives each file a name with its hash in it, packs it with gzip.
//   node build.mjs SOURCES MODULES OUT.c     MODULES: the node_modules folder that make installed from package-lock.json
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { gzipSync } from "node:zlib";

const [sources, modules, out] = process.argv.slice(2).map((p) => resolve(p));
const esbuild = createRequire(join(modules, "x.js"))("esbuild");
const TYPES = { js: "text/javascript; charset=utf-8", css: "text/css; charset=utf-8", svg: "image/svg+xml", txt: "text/plain; charset=utf-8",
  html: "text/html; charset=utf-8" };
const hash = (bytes) => createHash("sha256").update(bytes).digest("hex").slice(0, 12);

// Addresses of pages; one that ends in / takes all below it. To add a page, add it here and in pages.js.
const PAGES = ["/", "/compare", "/brand/", "/mentions", "/incidents", "/incidents/", "/cases", "/cases/", "/login"];

// Names of the files that index.html speaks of, by what it calls them: {{app.js}} becomes /a/app-3f2c….js
const named = {};
const files = [];
function add(name, bytes, hashed = true) {
  const [, stem, ext] = /^(.*)\.(\w+)$/.exec(name);
  const path = hashed ? `/a/${stem}-${hash(bytes)}.${ext}` : `/${name}`;
  named[name] = path;
  files.push({ path, type: TYPES[ext], bytes: Buffer.from(bytes), immutable: hashed });
}

/* Bundles what `entries` (name: file) name; each becomes /a/NAME-HASH.EXT. */
function bundle(entries, plugins = []) {
  const into = join(dirname(out), "bundle");
  const made = esbuild.build({
    entryPoints: Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, join(sources, file)])), nodePaths: [modules], outdir: into, bundle: true, plugins,
    format: "esm", minify: true, target: ["es2022"], legalComments: "none", metafile: true, write: false, entryNames: "[name]-[hash]", logLevel: "warning",
  });
  return made.then(({ outputFiles }) => outputFiles.forEach((f) => {
    const file = f.path.split("/").pop(), ext = file.split(".").pop();
    named[file.replace(/-[A-Z0-9]{8}\./, ".")] = `/a/${file}`;
    files.push({ path: `/a/${file}`, type: TYPES[ext], bytes: Buffer.from(f.contents), immutable: true });
  }));
}
// uPlot as its authors minified it, which is smaller than what we would make of it.
const uplot = { name: "uplot", setup: (b) => b.onLoad({ filter: /uPlot\.esm\.js$/ }, ({ path }) =>
  ({ contents: `${readFileSync(path.replace("uPlot.esm.js", "uPlot.iife.min.js"), "utf8")};export default uPlot;` })) };
// What pages import from kit.js is in the first file already.
const kit = { name: "kit", setup: (b) => b.onResolve({ filter: /\/kit\.js$/ }, () => ({ path: named["app.js"].replace("/a/", "./"), external: true })) };
const LATE = { ...inFolder("pages"), ...inFolder("late"), ...inFolder("lang") };
function inFolder(folder) {
  return Object.fromEntries(readdirSync(join(sources, folder)).filter((f) => f.endsWith(".js")).map((f) => [f.slice(0, -3), `${folder}/${f}`]));
}

// Whose work is inside, with the words under which it may be used.
function licences() {
  const { dependencies } = JSON.parse(readFileSync(join(sources, "package.json")));
  return Object.keys(dependencies).map((name) => {
    const folder = join(modules, name);
    const { version, license } = JSON.parse(readFileSync(join(folder, "package.json")));
    const text = readdirSync(folder).find((f) => /^licen[cs]e/i.test(f));
    if (!text || !existsSync(join(folder, text))) throw new Error(`${name} has no licence text`);
    return `${name} ${version} (${license})\n\n${readFileSync(join(folder, text), "utf8").trim()}\n`;
  }).join("\n----\n\n");
}

// struct asset of dashboard/assets.h. The one document stands under the address of every page.
function table() {
  const quoted = (text) => JSON.stringify(text);
  const rows = [];
  let c = "/* Made by dashboard/web/build.mjs. */\n#include \"dashboard/assets.h\"\n\n";
  files.forEach((f, i) => {
    const packed = gzipSync(f.bytes, { level: 9 });
    packed[9] = 255;     // the system that packed it: not told, so that every machine makes the same bytes
    f.packed = packed.length;
    c += `static const unsigned char gz${i}[] = {\n${[...packed].join(",").replace(/(.{1,150}),/g, "$1,\n")}\n};\n`;
    for (const path of f.path === "/index.html" ? PAGES : [f.path])
      rows.push(`    { ${quoted(path)}, ${quoted(f.type)}, ${quoted(`"${hash(f.bytes)}"`)}, gz${i}, sizeof gz${i}, ${f.bytes.length}, ${f.immutable} },`);
  });
  return `${c}\nconst struct asset assets[] = {\n${rows.join("\n")}\n    { 0 }\n};\n`;
}

mkdirSync(dirname(out), { recursive: true });
await bundle({ app: "app.js", style: "style/style.css" });
await bundle(LATE, [kit, uplot]);
for (const name of readdirSync(join(sources, "static"))) add(name, readFileSync(join(sources, "static", name)));
add("licences.txt", licences(), false);
const byName = JSON.stringify(Object.fromEntries(Object.keys(LATE).map((name) => [name, named[`${name}.js`]]))).replaceAll('"', "&quot;");
named.modules = byName;
const page = readFileSync(join(sources, "index.html"), "utf8").replace(/\{\{([\w.-]+)\}\}/g, (_, name) => {
  if (!named[name]) throw new Error(`index.html: no file ${name}`);
  return named[name];
});
add("index.html", page, false);
writeFileSync(out, table());
const total = files.reduce((n, f) => n + f.packed, 0);
console.log(`  WEB  ${files.length} files, ${(total / 1024).toFixed(1)} KB packed`);
