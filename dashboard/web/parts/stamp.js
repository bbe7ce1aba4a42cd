// What the figures stand on, in one line: everything that somebody needs to get the same numbers again.
import { html } from "lit-html";
import { t } from "../core/i18n.js";
import * as f from "../core/format.js";

export function stampText(s, more = []) {
  const gaps = s.gaps?.length ? t.stampGaps(s.gaps.length) : t.stampWhole;
  return [f.range(s.period.from, s.period.to), s.tz, s.set ? `${t.set} ${s.set}` : "", t.stampVersion(s.queries.version), `${t.stampSources(s.sources.length)}, ${gaps}`,
    s.co ? t.stampCo[s.co] : "", s.platforms ? `${t.platform} ${s.platforms}` : "", s.sampled < 1 ? t.stampSampled(f.percent(s.sampled)) : "",
    s.covers ? t.stampCovers(f.int(s.covers.mentions), s.covers.from ? f.at(s.covers.from) : null) : "", ...more,
    s.age_ms > 1500 ? t.stampAge(f.lasting(s.age_ms)) : ""].filter(Boolean).join(" · ");
}
export const stamp = (s, more) => html`<p class="stamp">${stampText(s, more)}</p>`;
