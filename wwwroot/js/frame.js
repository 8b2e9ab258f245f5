// What needs no server: theme, copying, "/" for the search, arrows within its results.
const root = document.documentElement;
const actions = {
  theme() { globalThis.nextTheme(); label(); },
  reload() { location.reload(); },
};

function label() {
  const button = document.querySelector("button[data-action=theme]");
  if (!button) return;
  const text = `Theme: ${root.dataset.themeChoice}`;
  button.setAttribute("aria-label", text);
  button.title = text;
}

async function copy(button) {
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.dataset.copied = "";
    setTimeout(() => delete button.dataset.copied, 1200);
  } catch { prompt("Copy:", button.dataset.copy); }
}

document.addEventListener("click", event => {
  const copied = event.target.closest?.("[data-copy]");
  if (copied) copy(copied);
  const picture = event.target.closest?.("[data-png]");
  if (picture) import("./picture.js").then(({ save }) => save(JSON.parse(picture.dataset.png), picture.dataset.name));
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  const action = event.target.closest?.("[data-action]")?.dataset.action;
  if (action) actions[action]?.();
});

document.addEventListener("keydown", event => {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable=true]");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    document.getElementById("search")?.focus();
  } else if (event.key === "Escape") {
    for (const menu of document.querySelectorAll("details.menu[open]")) { menu.open = false; menu.querySelector("summary").focus(); }
    if (event.target.id === "search") event.target.blur();
  } else if (event.target.id === "search" && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
  }
});

/** A choice of this browser that the server draws by. */
export function remember(name, value) { document.cookie = `${name}=${value}; path=/; max-age=${value ? 31536000 : 0}; samesite=lax`; }

/** Called once the circuit is alive; tests and styles wait for it. */
export function ready() { label(); root.dataset.ready = ""; }
