// Browser notifications: only after a person has asked for them, remembered per browser.
const key = "notify";
const wanted = () => { try { return localStorage.getItem(key) === "on"; } catch { return false; } };
const allowed = () => "Notification" in globalThis && Notification.permission === "granted";

function show() {
  for (const button of document.querySelectorAll("[data-notify]")) {
    const on = wanted() && allowed();
    button.setAttribute("aria-pressed", on);
    button.querySelector("[data-word]").textContent = on ? "This browser is notified" : "Notify this browser";
    const state = button.parentElement.querySelector("[data-notify-state]");
    if (state) state.textContent = !("Notification" in globalThis) ? "This browser, or this address without https, has no notifications."
      : Notification.permission === "denied" ? "The browser's own settings forbid it for this site." : "";
  }
}

document.addEventListener("click", async event => {
  if (!event.target.closest?.("[data-notify]")) return;
  const on = wanted() && allowed();
  if (!on && "Notification" in globalThis && Notification.permission === "default") await Notification.requestPermission();
  try { !on && allowed() ? localStorage.setItem(key, "on") : localStorage.removeItem(key); } catch { /* private mode */ }
  show();
});
new MutationObserver(() => { if (document.querySelector("[data-notify]:not([data-seen])")) { for (const button of document.querySelectorAll("[data-notify]")) button.dataset.seen = ""; show(); } })
  .observe(document.body, { childList: true, subtree: true });
show();

/** Shows a notification that leads to an address; several tabs of one run show one. */
export function tell(title, body, address) {
  if (!wanted() || !allowed()) return;
  const note = new Notification(title, { body, tag: address });
  note.onclick = () => { focus(); location.assign(address); };
}
