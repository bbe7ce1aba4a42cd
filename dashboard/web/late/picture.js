// The comparison as a picture (PNG, twice the size of the screen), with its sentence and its stamp, so that it says what it stands on wherever it goes.

const W = 1100, ROW = 40, TOP = 118;
export function savePicture(b, title, says, stamp, { f, t, shareTop }) {
  const css = getComputedStyle(document.documentElement), c = (name) => css.getPropertyValue(`--${name}`).trim();
  const canvas = document.createElement("canvas"), H = TOP + b.brands.length * ROW + 56;
  canvas.width = W * 2;
  canvas.height = H * 2;
  const g = canvas.getContext("2d"), family = getComputedStyle(document.body).fontFamily;
  g.scale(2, 2);
  const text = (s, x, y, { size = 14, weight = 400, ink = "ink", align = "left", max } = {}) => {
    Object.assign(g, { font: `${weight} ${size}px ${family}`, fillStyle: c(ink), textAlign: align });
    g.fillText(s, x, y, max);
  };
  const line = (y, ink) => { g.fillStyle = c(ink); g.fillRect(24, y, W - 48, 1); };
  g.fillStyle = c("card");
  g.fillRect(0, 0, W, H);
  text(title, 24, 38, { size: 20, weight: 650 });
  text(says, 24, 62, { size: 13, ink: "ink2", max: W - 48 });
  const top = shareTop(b.brands.map((x) => x.share)), heads = [[t.brand, 24, "left"], [`${t.share}, 0–${f.percent(top)}`, 220, "left"], ["%", 560, "right"], [t.interval, 660, "right"], [t.changePp, 760, "right"], [t.negPos, 800, "left"], [t.netShort, W - 24, "right"]];
  for (const [s, x, align] of heads) text(s, x, 100, { size: 12, ink: "ink2", align });
  line(TOP - 8, "line2");
  b.brands.forEach((x, i) => {
    const y = TOP + i * ROW + 20, all = x.sent.negative + x.sent.neutral + x.sent.positive || 1;
    g.fillStyle = c(`c${x.color >= 1 && x.color <= 8 ? x.color : 0}`);
    g.fillRect(24, y - 10, 10, 10);
    g.fillRect(220, y - 11, 260 * (x.share.p ?? 0) / top, 12);
    text(x.name, 42, y, { weight: 600, max: 170 });
    text(f.points(x.share.p), 560, y, { align: "right" });
    text(`${f.points(x.share.lo)}–${f.points(x.share.hi)}`, 660, y, { size: 12, ink: "ink2", align: "right" });
    text(x.share_change ? `${x.share_change.differs ? (x.share_change.value > 0 ? "▲ " : "▼ ") : "= "}${f.signed(x.share_change.value)}` : f.NONE, 760, y, { align: "right" });
    g.fillStyle = c("neg");
    g.fillRect(890 - 90 * x.sent.negative / all, y - 11, 90 * x.sent.negative / all, 12);
    g.fillStyle = c("pos");
    g.fillRect(890, y - 11, 90 * x.sent.positive / all, 12);
    text(f.signed(x.net.value), W - 24, y, { align: "right" });
    if (i) line(TOP + i * ROW - 6, "line");
  });
  text(`Pulso · ${stamp}`, 24, H - 22, { size: 11, ink: "ink2", max: W - 48 });
  canvas.toBlob((blob) => {
    const a = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: "pulso.png" });
    a.click();
    setTimeout(() => URL.revokeObjectURL(a.href), 10000);
  }, "image/png");
}
