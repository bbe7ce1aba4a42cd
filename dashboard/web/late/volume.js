// Volume against normal: uPlot, in an element that owns it and lets go of it. The only file that knows uPlot.
import uPlot from "uplot";

let f;      // the first file's formats, which come with the data

const colours = () => {
  const s = getComputedStyle(document.documentElement);
  return (name) => s.getPropertyValue(`--${name}`).trim();
};
function label(x, all) {
  const step = all.length > 1 ? all[1] - all[0] : 0;
  return step >= 86400 || (step >= 3600 && f.hm(x * 1e3) === "00:00") ? f.day(x * 1e3) : f.hm(x * 1e3);
}
function hatch(u, from, to, colour) {
  const { left, top, width, height } = u.bbox;
  const a = Math.max(left, u.valToPos(from, "x", true)), b = Math.min(left + width, u.valToPos(to, "x", true));
  if (b <= a) return;
  const c = u.ctx;
  c.save();
  c.beginPath();
  c.rect(a, top, b - a, height);
  c.clip();
  c.strokeStyle = colour;
  c.lineWidth = devicePixelRatio;
  c.beginPath();
  for (let x = a - height; x < b; x += 6 * devicePixelRatio) { c.moveTo(x, top + height); c.lineTo(x + height, top); }
  c.stroke();
  c.restore();
}
function upright(u, at, colour) {
  const x = Math.round(u.valToPos(at, "x", true)), { left, top, width, height } = u.bbox;
  if (x < left || x > left + width) return;
  const c = u.ctx;
  c.save();
  c.strokeStyle = colour;
  c.lineWidth = 2 * devicePixelRatio;
  c.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
  c.beginPath();
  c.moveTo(x, top);
  c.lineTo(x, top + height);
  c.stroke();
  c.restore();
}
/* The last intervals that the watermark has not passed are drawn dotted: their counts still rise. */
function columns(s) {
  const n = s.t.length, open = Math.min(n, s.open ?? 0), closed = s.y.slice(), last = new Array(n).fill(null);
  for (let i = Math.max(0, n - open - 1); open && i < n; i++) last[i] = s.y[i];
  for (let i = n - open; i < n; i++) closed[i] = null;
  return [s.t.map((x) => x / 1000), s.lo, s.hi, closed, last];
}
function options(d, width, height, c, font) {
  const s = d.series, end = s.t[s.t.length - 1] / 1000;
  const axis = { stroke: c("ink2"), font, ticks: { show: false }, grid: { stroke: c("line"), width: 1 } };
  const line = (colour, thick, more) => ({ stroke: c(colour), width: thick, points: { show: false }, ...more });
  return {
    width, height, legend: { show: false }, padding: [8, 18, 0, 0], cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
    scales: { x: { time: true }, y: { range: (_, __, max) => [0, Math.max(4, (max ?? 0) * 1.08)] } },
    tzDate: (x) => uPlot.tzDate(new Date(x * 1e3), f.theZone()),
    axes: [{ ...axis, grid: { show: false }, space: 74, size: 28, values: (_, v) => v.map((x) => label(x, v)) },
      { ...axis, size: 46, values: (_, v) => v.map((x) => Number.isInteger(x) ? f.short(x) : "") }],
    bands: [{ series: [2, 1], fill: c("band") }],
    series: [{}, line("edge", 0.75), line("edge", 0.75), line("ink", 1.5, { points: { show: s.t.length < 3 } }), line("ink", 1.5, { dash: [2, 3] })],
    hooks: {
      drawClear: [(u) => s.gaps.forEach((g) => hatch(u, Date.parse(g.from) / 1000, g.to ? Date.parse(g.to) / 1000 : end, c("line2")))],
      draw: [(u) => d.incidents.forEach((i) => upright(u, Date.parse(i.opened) / 1000, c(i.level)))],
      setCursor: [(u) => u.cursor.event && d.onPoint(u.cursor.idx ?? null)],
    },
  };
}

class Volume extends HTMLElement {
  #plot = null; #size = null; #d = null; #timer = 0;
  /* { f, series, incidents, onPoint(index or null), onOpen(index), look }: drawn again when the series or the look (theme, language) is another */
  set data(d) {
    f = d.f;
    const same = this.#d && d.series === this.#d.series && d.look === this.#d.look;
    this.#d = d;
    if (!same && this.isConnected) this.#later();
  }
  set cursor(i) {
    const s = this.#d?.series;
    if (!this.#plot || this.matches(":hover")) return;
    this.#plot.setCursor(i === null || i >= s.t.length ? { left: -10, top: -10 } : { left: this.#plot.valToPos(s.t[i] / 1000, "x"), top: 4 }, false);
  }
  connectedCallback() {
    for (const key of ["data", "cursor"]) if (Object.hasOwn(this, key)) { const v = this[key]; delete this[key]; this[key] = v; }   // given before this file was here
    this.#size = new ResizeObserver(() => this.#plot && this.clientWidth && this.#plot.width !== this.clientWidth && this.#plot.setSize({ width: this.clientWidth, height: this.clientHeight }));
    this.#size.observe(this);
    if (this.#d) this.#draw();
  }
  disconnectedCallback() { this.#size.disconnect(); clearTimeout(this.#timer); this.#plot?.destroy(); this.#plot = null; }
  #later() { // never under somebody's pointer
    clearTimeout(this.#timer);
    if (this.#plot && this.matches(":hover")) this.#timer = setTimeout(() => this.isConnected && this.#later(), 1000);
    else this.#draw();
  }
  #draw() {
    this.#plot?.destroy();
    this.#plot = null;
    if (!this.#d.series.t.length) return;
    const font = `12px ${getComputedStyle(this).fontFamily}`;
    this.#plot = new uPlot(options(this.#d, this.clientWidth || 600, this.clientHeight || 196, colours(), font), columns(this.#d.series), this);
    this.#plot.over.addEventListener("click", () => this.#plot.cursor.idx != null && this.#d.onOpen?.(this.#plot.cursor.idx));
  }
}
customElements.define("pulso-volume", Volume);
