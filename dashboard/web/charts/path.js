// Lines and bands as SVG paths. An unknown value breaks the line: it is never drawn as zero.
const at = (x, y) => `${x.toFixed(1)} ${y.toFixed(1)}`;
const known = (v) => v !== null && v !== undefined && !Number.isNaN(v);

export function linePath(xs, ys) {
  let d = "", pen = "M";
  ys.forEach((y, i) => { if (!known(y)) pen = "M"; else { d += pen + at(xs[i], y); pen = "L"; } });
  return d;
}
/* Between lo and hi, broken where either is unknown. */
export function bandPath(xs, lo, hi) {
  let d = "";
  for (let i = 0; i < xs.length; i++) {
    if (!known(lo[i]) || !known(hi[i])) continue;
    let j = i;
    while (j + 1 < xs.length && known(lo[j + 1]) && known(hi[j + 1])) j++;
    const there = xs.slice(i, j + 1).map((x, k) => at(x, hi[i + k])), back = xs.slice(i, j + 1).map((x, k) => at(x, lo[i + k])).reverse();
    d += `M${there.join("L")}L${back.join("L")}Z`;
    i = j;
  }
  return d;
}
/* A round number not below v, for the top of a scale. */
export function roundUp(v) {
  const ten = 10 ** Math.floor(Math.log10(v));
  return [1, 1.5, 2, 3, 4, 5, 6, 8, 10].map((k) => k * ten).find((x) => x >= v * 0.999) ?? v;
}
