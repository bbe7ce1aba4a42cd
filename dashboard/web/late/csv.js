// Tables as files. Regions that write 1,5 get semicolons, as their spreadsheets expect; others RFC 4180.

/* A number as it is shown, 1.234,5 or −3: back to one that a spreadsheet reads; all else stays. */
const shown = /^[+\u2212-]?\d[\d.,\u00a0\u202f ]*$/;
function number(s, f) {
  const { group, decimal } = f.signs();
  const plain = s.replaceAll(group, "").replace(/[\u00a0\u202f ]/g, "").replace("\u2212", "-").replace(/^\+/, "");
  return f.commas() ? plain : plain.replace(decimal, ".");
}
function cell(v, f) {
  let s = String(v ?? "");
  if (typeof v === "number" && f.commas()) s = s.replace(".", ",");
  else if (typeof v === "string" && shown.test(s)) s = number(s, f);
  else if (/^[=+\-@\t\r]/.test(s) && typeof v !== "number") s = `'${s}`;      // a spreadsheet must not run what somebody said
  return /["\r\n;,]/.test(s) ? `"${s.replaceAll('"', '""')}"` : s;
}
const csvOf = (head, rows, f) => (f.commas() ? "\ufeff" : "") + [head, ...rows].map((r) => r.map((v) => cell(v, f)).join(f.commas() ? ";" : ",")).join("\r\n") + "\r\n";
export function saveCsv(f, name, head, rows) {
  const a = Object.assign(document.createElement("a"), { href: URL.createObjectURL(new Blob([csvOf(head, rows, f)], { type: "text/csv" })), download: `pulso-${name}.csv` });
  a.click();
  setTimeout(() => URL.revokeObjectURL(a.href), 10000);
}
