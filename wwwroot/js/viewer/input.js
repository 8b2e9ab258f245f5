// Pointer, wheel, touch and keys: all of them end in view.change(…).
import { moved, nextScale, zoomed } from "./place.js";

const inCanvas = event => {
  const box = event.target.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
};

/** Listens on the panes' container; gives back what stops it. */
export function pointers(host, view) {
  const down = new Map(); // pointer → last place
  let drag = null, turned = 0;
  const paneOf = event => event.target.pane?.placed ? event.target.pane : null;

  function start(event) {
    const pane = paneOf(event);
    if (!pane || event.button > 0) return;
    const at = inCanvas(event);
    down.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (down.size === 2) drag = { kind: "pinch", pane, spread: spread(), scale: pane.placed.scale };
    else if (view.tool === "region" || event.shiftKey) drag = { kind: "region", pane, from: clampPixel(pane, at) };
    else if (pane.columns.length === 2 && view.state.mode === "split" && Math.abs(at.x - view.state.split * pane.canvas.clientWidth) < 14) drag = { kind: "divider", pane };
    else drag = { kind: "pan", pane };
    event.target.setPointerCapture(event.pointerId);
    view.root.focus({ preventScroll: true });
    event.preventDefault();
  }

  function move(event) {
    const pane = paneOf(event), at = pane && inCanvas(event);
    view.point(pane && event.pointerType !== "touch" || (drag && pane) ? { name: pane.name, pixel: pane.pixel(at.x, at.y) } : null);
    const before = down.get(event.pointerId);
    if (!before || !drag) return;
    down.set(event.pointerId, { x: event.clientX, y: event.clientY });
    const { pane: held } = drag;
    if (drag.kind === "pan") {
      view.change(moved(view.state, held.placed, held.image, (event.clientX - before.x) * devicePixelRatio, (event.clientY - before.y) * devicePixelRatio));
    } else if (drag.kind === "pinch" && down.size === 2) {
      const [a, b] = [...down.values()], box = held.canvas.getBoundingClientRect();
      zoomTo(held, drag.scale * spread() / drag.spread, (a.x + b.x) / 2 - box.left, (a.y + b.y) / 2 - box.top);
    } else if (drag.kind === "divider") {
      const box = held.canvas.getBoundingClientRect();
      view.change({ split: Math.max(0, Math.min(1, (event.clientX - box.left) / box.width)) });
    } else if (drag.kind === "region") {
      const box = held.canvas.getBoundingClientRect(), to = clampPixel(held, { x: event.clientX - box.left, y: event.clientY - box.top });
      const [x, y] = [Math.min(drag.from[0], to[0]), Math.min(drag.from[1], to[1])];
      view.draft([x, y, Math.abs(to[0] - drag.from[0]) + 1, Math.abs(to[1] - drag.from[1]) + 1]);
    }
  }

  function end(event) {
    down.delete(event.pointerId);
    if (drag?.kind === "region") view.keepDraft(event.type === "pointerup");
    if (down.size === 0) drag = null;
    else if (drag?.kind === "pinch") drag = { kind: "pan", pane: drag.pane };
  }

  const spread = () => { const [a, b] = [...down.values()]; return Math.max(10, Math.hypot(a.x - b.x, a.y - b.y)); };
  const clampPixel = (pane, at) => {
    const x = Math.floor((at.x * devicePixelRatio - pane.placed.left) / pane.placed.scale), y = Math.floor((at.y * devicePixelRatio - pane.placed.top) / pane.placed.scale);
    return [Math.max(0, Math.min(pane.image.width - 1, x)), Math.max(0, Math.min(pane.image.height - 1, y))];
  };
  const zoomTo = (pane, scale, x, y) => view.change(zoomed(view.state, pane.canvas, pane.image, scale, x * devicePixelRatio, y * devicePixelRatio));

  function wheel(event) {
    const pane = paneOf(event);
    if (!pane) return;
    event.preventDefault();
    const at = inCanvas(event), delta = event.deltaY * (event.deltaMode === 1 ? 30 : event.deltaMode === 2 ? 300 : 1);
    if (event.ctrlKey) return zoomTo(pane, pane.placed.scale * 2 ** (-delta / 100), at.x, at.y); // a trackpad's pinch
    turned += delta;
    // Whole steps, so that every pixel stays as large as its neighbour.
    for (; Math.abs(turned) >= 60; turned -= Math.sign(turned) * 60) zoomTo(pane, nextScale(pane.placed.scale, -Math.sign(turned)), at.x, at.y);
  }

  function twice(event) {
    const pane = paneOf(event);
    if (!pane) return;
    const at = inCanvas(event);
    if (pane.placed.scale === 1) view.change({ zoom: "fit", x: 0.5, y: 0.5 });
    else zoomTo(pane, 1, at.x, at.y);
  }

  const listeners = { pointerdown: start, pointermove: move, pointerup: end, pointercancel: end, pointerleave: () => view.point(null), dblclick: twice };
  for (const [name, listener] of Object.entries(listeners)) host.addEventListener(name, listener);
  host.addEventListener("wheel", wheel, { passive: false });
  return () => {
    for (const [name, listener] of Object.entries(listeners)) host.removeEventListener(name, listener);
    host.removeEventListener("wheel", wheel);
  };
}

const step = (all, value, by) => all.length ? all[Math.max(0, Math.min(all.length - 1, (all.includes(value) ? all.indexOf(value) : all.length - 1) + by))] : null;

/** What each key does; the list under ? says the same. */
export const keys = {
  "?": view => view.help(),
  "+": view => zoomBy(view, 1), "=": view => zoomBy(view, 1), "-": view => zoomBy(view, -1),
  "0": view => view.change({ zoom: "fit", x: 0.5, y: 0.5 }), "1": view => view.change({ zoom: 1 }), "2": view => view.change({ zoom: 2 }), "4": view => view.change({ zoom: 4 }),
  "ArrowLeft": (view, fast) => pan(view, 1, 0, fast), "ArrowRight": (view, fast) => pan(view, -1, 0, fast),
  "ArrowUp": (view, fast) => pan(view, 0, 1, fast), "ArrowDown": (view, fast) => pan(view, 0, -1, fast),
  "s": view => view.change({ mode: "side" }), "d": view => view.change({ mode: "split" }),
  "f": view => flip(view), " ": view => flip(view),
  "e": view => view.change({ error: { off: "abs", abs: "signed", signed: "off" }[view.state.error] }),
  "h": view => view.change({ histogram: view.state.histogram ? null : "on" }), "n": view => view.change({ smooth: view.state.smooth ? null : "on" }),
  "r": view => view.useTool(view.tool === "region" ? null : "region"), "x": view => view.change({ regions: [] }), "Escape": view => view.useTool(null),
  "[": view => view.turn(-1), "]": view => view.turn(1),
  ",": view => scrub(view, "step", view.matrix.steps, -1), ".": view => scrub(view, "step", view.matrix.steps, 1),
  "<": view => scrub(view, "inner", view.matrix.inners, -1), ">": view => scrub(view, "inner", view.matrix.inners, 1),
};

const zoomBy = (view, direction) => {
  const pane = view.panes.find(one => one.placed);
  if (pane) view.change({ zoom: nextScale(pane.placed.scale, direction) });
};
function pan(view, dx, dy, fast) {
  const pane = view.panes.find(one => one.placed), by = (fast ? 240 : 40) * devicePixelRatio;
  if (pane) view.change(moved(view.state, pane.placed, pane.image, dx * by, dy * by));
}
function flip(view) {
  const [a, b] = view.matrix.pair;
  if (b) view.change(view.state.mode === "flip" ? { a: b.id, b: a.id } : { mode: "flip", a: a.id, b: b.id });
}
function scrub(view, name, all, by) {
  const now = view.state[name], next = step(all, now, by);
  if (next !== null) view.change({ [name]: next === all[all.length - 1] && by > 0 ? null : next });
}

/** Keys work while the viewer has the focus or the pointer is over it. */
export function keyboard(root, view) {
  let over = false;
  const enter = () => { over = true; }, leave = () => { over = false; };
  function press(event) {
    const { target } = event, typing = target.closest?.("input:not([type=range]):not([type=checkbox]), textarea, select, [contenteditable=true]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (!root.contains(target) && !(over && !target.closest?.("a, button, input, summary"))) return;
    if ((event.key.startsWith("Arrow") || event.key === " ") && target !== root && target.closest?.("input, button, summary, a")) return;
    if (event.key === "Escape" && !view.tool) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act(view, event.shiftKey);
  }
  root.addEventListener("pointerenter", enter);
  root.addEventListener("pointerleave", leave);
  document.addEventListener("keydown", press);
  return () => {
    root.removeEventListener("pointerenter", enter);
    root.removeEventListener("pointerleave", leave);
    document.removeEventListener("keydown", press);
  };
}
