// Runs before the first paint, so that nothing flashes. The server knows a choice from its cookie; the system's is asked here.
(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const choice = root.dataset.themeChoice;
    root.dataset.theme = choice === "dark" || (choice === "system" && system.matches) ? "dark" : "light";
    dispatchEvent(new Event("themechange"));
  };
  globalThis.nextTheme = () => {
    const order = ["system", "light", "dark"];
    const next = order[(order.indexOf(root.dataset.themeChoice) + 1) % order.length];
    root.dataset.themeChoice = next;
    document.cookie = `theme=${next}; path=/; max-age=${next === "system" ? 0 : 31536000}; samesite=lax`;
    apply();
  };
  system.addEventListener("change", apply);
  apply();
})();
