// Before the first paint: the chosen language and theme, or what the reader's system says.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const saved = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const theme = () => { root.dataset.theme = saved("pulso.theme") || (dark.matches ? "dark" : "light"); };
  theme();
  dark.addEventListener("change", theme);
  root.lang = saved("pulso.lang") || (navigator.languages || []).map((l) => l.slice(0, 2)).find((l) => ["es", "en", "pt"].includes(l)) || "es";
})();
