// Tables as files. Regions that write 1,5 get semicolons, as their spreadsheets expect; others RFC 4180.
import * as f from "../core/format.js";

/* A number as it is shown, 1.234,5 or −3: back to one that a spreadsheet reads; all else stays. */
const shown = /^[+\u2212-]?\d[\d.,\u00a0\u202f ]*$/;
function number(s) {
  const { group, decimal } = f.signs();
  const plain = s.replaceAll(group, "").replace(/[\u00a0\u202f ]/g, "").replace("\u2212", "-").replace(/^\+/, "");
  return f.commas() ? plain : plain.replace(decimal, ".");
}
function cell(v) {
  let s = String(v ?? "");
  if (typeof v === "number" && f.commas()) s = s.replace(".", ",");
  else if (typeof v === "string" && shown.test(s)) s = number(s);
  else if (/^[=+\-@\t\r]/.test(s) && typeof v !== "number") s = `'${s}`;      // a spreadsheet must not run what somebody said
  return /["\r\n;,]/.test(s) ? `"${s.replaceAll('"', '""')}"` : s;
}
export const csvOf = (head, rows) => (f.commas() ? "\ufeff" : "") + [head, ...rows].map((r) => r.map(cell).join(f.commas() ? ";" : ",")).join("\r\n") + "\r\n";
export function saveCsv(name, head, rows) {
  const a = Object.assign(document.createElement("a"), { href: URL.createObjectURL(new Blob([csvOf(head, rows)], { type: "text/csv" })), download: `pulso-${name}.csv` });
  a.click();
  setTimeout(() => URL.revokeObjectURL(a.href), 10000);
}
