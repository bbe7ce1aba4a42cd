// The figure "volume against normal", which Now, Brand and an incident share.
import { html, nothing } from "lit-html";
import { t } from "../core/i18n.js";
import { load } from "../core/modules.js";
import { prefs } from "../core/prefs.js";
import { go, minute } from "../core/url.js";
import * as f from "../core/format.js";
import { cursorKeys, cursorOf, point, readout } from "../charts/cursor.js";
import { figure } from "./figure.js";
import { mentionsOf } from "./marks.js";

const MS = { minute: 60e3, "5min": 300e3, "30min": 1800e3, hour: 3600e3, day: 864e5 };
const missing = (s, i) => s.gaps.some((g) => Date.parse(g.from) < s.t[i] + MS[s.step] && (!g.to || Date.parse(g.to) > s.t[i]));

/* What one point says: when, how many, what is normal; "at least" where a source is missing or the interval is still open. */
function told(s, i) {
  const y = s.y[i], open = i >= s.t.length - s.open;
  const n = y === null ? t.notMeasured : missing(s, i) || open ? t.atLeast(f.int(y)) : f.int(y);
  const when = s.step === "day" ? f.day(s.t[i]) : f.at(s.t[i]);
  return t.pointSays(when, n, s.lo[i] === null ? null : `${f.int(s.lo[i])}–${f.int(s.hi[i])}`);
}
export function trendSays(s) {
  const seen = s.y.map((y, i) => [y, i]).filter(([y]) => y !== null);
  if (!seen.length) return t.emptyTitle;
  const [top, at] = seen.reduce((a, b) => b[0] > a[0] ? b : a);
  const known = seen.filter(([, i]) => s.lo[i] !== null);
  const above = known.filter(([y, i]) => y > s.hi[i]).length, below = known.filter(([y, i]) => y < s.lo[i]).length;
  return t.trendSays(f.int(top), s.step === "day" ? f.day(s.t[at]) : f.at(s.t[at]), known.length, above, below);
}

export function trend({ id, title, series: s, incidents = [], filter = {}, say }) {
  const n = s.t.length, text = (i) => told(s, i), sentence = say ?? trendSays(s);
  const open = (i) => go(mentionsOf({ ...filter, period: null, from: minute(s.t[i]), to: minute(s.t[i] + MS[s.step]) }));
  load("volume");     // uPlot comes with it, after the first paint
  const data = { f, series: s, incidents, look: `${document.documentElement.dataset.theme} ${prefs.lang} ${prefs.region}`, onPoint: (i) => point(id, i, text), onOpen: open };
  const banded = s.lo.some((x) => x !== null);
  return figure({
    id, title: title ?? t.volumeEvery[s.step], caption: banded ? t.volumeCaption : t.volumeCaptionBare, say: sentence,
    drawing: html`<div class="plot" tabindex="0" role="img" aria-label="${sentence} ${t.chartKeys}" @keydown=${cursorKeys(id, n, Math.max(1, Math.round(36e5 / MS[s.step])), text, open)}>
      <pulso-volume .data=${data} .cursor=${cursorOf(id)}></pulso-volume></div>${readout(id, text)}`,
    table: () => ({ head: [t.when, t.mentions, t.normalRange], rows: s.t.map((x, i) => [s.step === "day" ? f.day(x) : f.at(x),
      html`<a class="num" href=${mentionsOf({ ...filter, period: null, from: minute(x), to: minute(x + MS[s.step]) })}>${missing(s, i) && s.y[i] !== null ? "≥ " : ""}${f.int(s.y[i])}</a>`,
      s.lo[i] === null ? f.NONE : `${f.int(s.lo[i])}–${f.int(s.hi[i])}`]).reverse() }),
    legend: html`<span><i class="key line"></i>${t.observed}</span>${banded ? html`<span><i class="key bandk"></i>${t.normalRange}</span>` : nothing}
      ${s.open ? html`<span><i class="key open"></i>${t.openIntervals}</span>` : nothing}
      ${s.gaps.slice(0, 3).map((g) => html`<span><i class="key gap"></i>${t.gap(g.source, t.gapWhat[g.what])} ${f.hm(g.from)}–${g.to ? f.hm(g.to) : ""}</span>`)}
      ${incidents.slice(0, 3).map((i) => html`<span><i class="key evt lv-${i.level}"></i>${t.level[i.level]} ${f.hm(i.opened)}</span>`)}`,
  });
}
