// Light or dark: as the system is set, unless the reader chose. A plain script, run before anything is drawn.

(() => {
  const KEY = "gouji.theme";
  const system = matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => { try { return localStorage.getItem(KEY); } catch { return null; } };
  const actual = () => chosen() ?? (system.matches ? "dark" : "light");

  function show() {
    document.documentElement.dataset.theme = actual();
    const next = actual() === "dark" ? "浅色" : "深色";
    for (const button of document.querySelectorAll("[data-theme-switch]")) button.textContent = next;
  }

  function change() {
    const other = actual() === "dark" ? "light" : "dark";
    const isSystems = other === (system.matches ? "dark" : "light");
    try {
      if (isSystems) localStorage.removeItem(KEY); // from here on it follows the system again
      else localStorage.setItem(KEY, other);
    } catch { /* where nothing may be kept, the system's choice stays */ }
    show();
  }

  show();
  system.addEventListener("change", show);
  window.addEventListener("storage", show);
  document.addEventListener("DOMContentLoaded", () => {
    show();
    for (const button of document.querySelectorAll("[data-theme-switch]")) button.addEventListener("click", change);
  });
})();
