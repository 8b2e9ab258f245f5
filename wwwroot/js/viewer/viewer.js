// The image viewer: state, matrix and pictures put together. Pixels are drawn in animation frames, words a little later.
import { cancel, read, write } from "./state.js";
import { keyboard, keys, pointers } from "./input.js";
import { figure } from "./figure.js";
import { Matrix } from "./matrix.js";
import { Pane } from "./pane.js";
import { Pictures } from "./pictures.js";
import { tools } from "./tools.js";

export function viewer(root, config) {
  const host = root.querySelector("[data-v=panes]"), dialog = root.querySelector("dialog");
  let frame = 0, words = 0, layout = "", draft = null, alive = true;

  const view = {
    root, config, state: read(), panes: [], cursor: null, tool: null, background: "#000",
    pictures: new Pictures(() => { schedule(); later(); }),
    get drafting() { return draft !== null; },
    get matrix() { return new Matrix(view.config, view.state); },
    change(changes) {
      Object.assign(view.state, changes);
      if (["images", "step", "inner", "regions", "of", "against"].some(name => name in changes)) view.pictures.drop();
      write(view.state);
      arrange();
      schedule();
      later();
    },
    point(cursor) {
      const next = cursor?.pixel ? cursor : null;
      if (JSON.stringify(next) === JSON.stringify(view.cursor)) return;
      view.cursor = next;
      schedule();
      later();
    },
    draft(region) {
      const kept = draft?.kept ?? view.state.regions;
      draft = { kept };
      view.state.regions = [...kept.slice(-1), region]; // at most two; the older one gives way
      schedule();
    },
    keepDraft(keep) {
      if (!draft) return;
      const drawn = view.state.regions[view.state.regions.length - 1], useful = keep && drawn[2] >= 3 && drawn[3] >= 3;
      const { kept } = draft;
      draft = null;
      view.useTool(null);
      view.change({ regions: useful ? view.state.regions : kept });
    },
    useTool(tool) {
      view.tool = tool;
      root.dataset.tool = tool ?? "";
      later();
    },
    turn(by) {
      const names = view.matrix.names, at = names.indexOf(view.matrix.shown[0]);
      if (names.length > 1) view.change({ images: [names[(at + by + names.length) % names.length]] });
    },
    key(key) { keys[key](view, false); },
    help() { dialog.open ? dialog.close() : dialog.showModal(); },
    async save(kind) {
      root.dataset.saving = kind;
      try { await figure(view, kind); } finally { delete root.dataset.saving; }
    },
  };

  /** Panes are made anew when names or columns change; each keeps its canvas otherwise. */
  function arrange() {
    const { matrix, state } = view, names = matrix.shown;
    const sets = state.mode === "side" ? matrix.columns.map(column => [column]) : [matrix.pair];
    const next = JSON.stringify([names, sets.map(set => set.map(column => column.id)), state.mode === "side"]);
    root.dataset.mode = state.mode;
    if (next === layout) {
      for (const pane of view.panes) pane.columns = pane.columns.map(column => matrix.column(column.id) ?? column);
      return;
    }
    layout = next;
    resized.disconnect();
    view.panes = names.flatMap(name => sets.map(set => new Pane(name, set)));
    host.style.setProperty("--columns", sets.length);
    host.dataset.rows = names.length;
    host.dataset.columns = sets.length;
    const [first] = view.config.frames.filter(one => names.includes(one.image)).sort((a, b) => b.height / b.width - a.height / a.width);
    host.style.setProperty("--aspect", first ? `${first.width} / ${first.height}` : "1");
    host.replaceChildren(...view.panes.map(pane => pane.element));
    for (const pane of view.panes) resized.observe(pane.stage);
  }

  function schedule() { if (alive) frame ||= requestAnimationFrame(draw); }
  function draw() {
    frame = 0;
    view.background = getComputedStyle(host).getPropertyValue("--pane-ground").trim() || "#000";
    view.pictures.settle(view.panes.flatMap(pane => pane.draw(view)));
    // One finger scrolls the page while there is nothing to pan.
    host.dataset.still = view.panes.every(({ placed, image, canvas }) => !placed || (image.width * placed.scale <= canvas.width && image.height * placed.scale <= canvas.height));
    root.dataset.state = view.panes.every(pane => pane.element.dataset.state !== "loading") ? "ready" : "loading";
  }
  // Words follow the pixels at most ten times a second.
  function later() { words ||= setTimeout(tell, 100); }
  function tell() {
    words = 0;
    if (!alive) return;
    for (const pane of view.panes) pane.tell(view);
    bar.show();
  }
  const resized = new ResizeObserver(entries => {
    for (const entry of entries) entry.target.firstChild.pane.sized = true;
    schedule();
    later();
  });

  const bar = tools(root, view), stops = [pointers(host, view), keyboard(root, view)];
  const back = () => { cancel(); view.state = read(); layout = ""; arrange(); schedule(); later(); };
  addEventListener("popstate", back);
  addEventListener("themechange", schedule);
  dialog.addEventListener("click", event => { if (event.target === dialog) dialog.close(); });
  arrange();
  tell();
  schedule();
  return {
    update(next) {
      if (next.latest && next.latest !== view.config.latest) view.state.images = [next.latest];
      view.config = next;
      write(view.state); // the page may have gone to another address of its own meanwhile
      arrange();
      schedule();
      later();
    },
    stop() {
      alive = false;
      cancel();
      removeEventListener("popstate", back);
      removeEventListener("themechange", schedule);
      cancelAnimationFrame(frame);
      clearTimeout(words);
      stops.forEach(stop => stop());
      bar.stop();
      resized.disconnect();
      view.pictures.stop();
      host.replaceChildren();
    },
  };
}
