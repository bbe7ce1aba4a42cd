// What pages are made of: it is in the first file (app.js), and pages, which come when they are asked for, import it from here and nowhere else,
// so that nothing is sent twice. What only one page draws stands beside it, in pages/parts/.
export { html, nothing, svg } from "lit-html";
export { repeat } from "lit-html/directives/repeat.js";
export { act, get, login, query } from "./core/api.js";
export * as f from "./core/format.js";
export { t, words } from "./core/i18n.js";
export { refresh, resource } from "./core/load.js";
export { load } from "./core/modules.js";
export { prefs, regions, setPref } from "./core/prefs.js";
export { address, change, go, minute, read, value } from "./core/url.js";
export { cursorKeys, cursorOf, readout } from "./charts/cursor.js";
export { bandPath, linePath, roundUp } from "./charts/path.js";
export { felt, shareBar, shareTop, spark } from "./charts/small.js";
export { chips, pickPeriod, pickSet, platforms, segments, switchOf } from "./parts/choose.js";
export { figure, saveCsv } from "./parts/figure.js";
export { incidentRow } from "./parts/incident.js";
export { liveList, openWhy } from "./parts/live.js";
export { brandMark, brandOf, colour, feeling, icon, mentionsOf, num, wave, when } from "./parts/marks.js";
export { mention } from "./parts/mention.js";
export { inOrder, orderNote } from "./parts/order.js";
export { stamp, stampText } from "./parts/stamp.js";
export { empty, failed, of, skeleton, stale } from "./parts/states.js";
export { trend } from "./parts/trend.js";
