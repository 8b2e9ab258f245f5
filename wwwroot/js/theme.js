// Runs before the first paint, so that neither the theme nor the navigation jumps. Remembered per browser.
(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const read = key => { try { return localStorage.getItem(key); } catch { return null; } };
  const write = (key, value) => { try { value ? localStorage.setItem(key, value) : localStorage.removeItem(key); } catch { /* private mode */ } };
  const apply = () => {
    const choice = read("theme") ?? "system";
    const dark = choice === "dark" || (choice === "system" && system.matches);
    root.dataset.theme = dark ? "dark" : "light";
    root.dataset.themeChoice = choice;
    for (const link of document.querySelectorAll("link[data-theme-sheet]"))
      link.media = link.dataset.themeSheet === root.dataset.theme ? "all" : "not all";
    dispatchEvent(new Event("themechange"));
  };
  globalThis.frameChoices = {
    nextTheme() {
      const order = ["system", "light", "dark"];
      const next = order[(order.indexOf(root.dataset.themeChoice) + 1) % order.length];
      write("theme", next === "system" ? null : next);
      apply();
    },
    foldNavigation() {
      const icons = root.dataset.nav !== "icons";
      icons ? root.dataset.nav = "icons" : delete root.dataset.nav;
      write("nav", icons ? "icons" : null);
    },
  };
  if (read("nav") === "icons") root.dataset.nav = "icons";
  system.addEventListener("change", apply);
  apply();
})();
