// The viewer's bar: every control says what the state is, and changes it.
import { el, say } from "./dom.js";
import { colours } from "./tones.js";
import { whole } from "../format.js";

const percent = scale => `${scale >= 0.1 ? +(scale * 100).toFixed(0) : +(scale * 100).toFixed(1)} %`;
const signed = value => `${value > 0 ? "+" : value < 0 ? "−" : ""}${Math.abs(value)}`;

export function tools(root, view) {
  const part = name => root.querySelector(`[data-v="${name}"]`);
  const clicks = {
    mode: value => view.change({ mode: value, ...(value === "side" ? {} : pairNow()) }),
    error: value => view.change({ error: value }),
    zoom: value => value === "in" ? view.key("+") : value === "out" ? view.key("-") : value === "fit" ? view.key("0") : view.change({ zoom: 1 }),
    image: value => view.turn(Number(value)),
    region: () => view.useTool(view.tool === "region" ? null : "region"),
    clear: () => view.change({ regions: [] }),
    histogram: () => view.key("h"), smooth: () => view.key("n"), keys: () => view.help(),
    column: value => toggle(value), swap: () => { const [a, b] = view.matrix.pair; view.change({ a: b.id, b: a.id }); },
    save: value => view.save(value),
    tone: () => view.change({ ev: 0, gamma: 1 }),
  };
  const inputs = {
    images: target => view.change({ images: [target.value] }),
    a: target => view.change({ a: target.value, b: view.matrix.pair[1].id }), b: target => view.change({ a: view.matrix.pair[0].id, b: target.value }),
    against: target => view.change({ against: target.value || null }), of: target => view.change({ of: target.value }),
    range: target => view.change({ range: +(10 ** target.value).toPrecision(2) }),
    ev: target => view.change({ ev: Number(target.value) }), gamma: target => view.change({ gamma: Number(target.value) }),
    split: target => view.change({ split: Number(target.value) }),
    step: target => { const all = view.matrix.steps; view.change({ step: Number(target.value) >= all.length - 1 ? null : all[target.value] }); },
    inner: target => { const all = view.matrix.inners; view.change({ inner: Number(target.value) >= all.length ? null : all[target.value] }); },
    also: target => {
      const names = view.matrix.names.filter(name => name === target.value ? target.checked : view.matrix.shown.includes(name));
      if (names.length) view.change({ images: names.slice(0, 8) });
      else target.checked = true;
    },
    box: target => {
      const [index, side] = target.dataset.value.split("-").map(Number), regions = structuredClone(view.state.regions);
      const value = Math.round(Number(target.value));
      if (!regions[index] || !(value >= (side > 1 ? 1 : 0))) return;
      regions[index][side] = value;
      view.change({ regions });
    },
  };
  const pairNow = () => { const [a, b] = view.matrix.pair; return a && b ? { a: a.id, b: b.id } : {}; };
  function toggle(id) {
    const now = view.matrix.columns.map(column => column.id), next = now.includes(id) ? now.filter(one => one !== id) : [...now, id];
    if (next.length > 0 && next.length <= 6) view.change({ columns: next });
  }

  const click = event => {
    const target = event.target.closest("[data-v]");
    if (target && root.contains(target) && target.matches("button")) clicks[target.dataset.v]?.(target.dataset.value);
  };
  const input = event => inputs[event.target.dataset?.v]?.(event.target);
  root.addEventListener("click", click);
  root.addEventListener("input", input);

  const press = (name, value) => { for (const button of root.querySelectorAll(`button[data-v="${name}"]`)) button.setAttribute("aria-pressed", String(button.dataset.value === value)); };
  const pressed = (name, on) => part(name)?.setAttribute("aria-pressed", String(on));
  /** Options are made anew only where they change, so that an open list stays as it is. */
  function options(select, all, chosen) {
    const text = JSON.stringify(all);
    if (select.dataset.all !== text) {
      select.replaceChildren(...all.map(([value, title]) => el("option", { value, textContent: title })));
      select.dataset.all = text;
    }
    select.value = chosen;
  }
  function slider(name, value, words, hidden = false) {
    const element = part(name);
    if (document.activeElement !== element || element.type !== "range") element.value = value;
    say(root.querySelector(`[data-v-out="${name}"]`), words);
    element.setAttribute("aria-valuetext", words);
    element.closest("label").hidden = hidden;
  }

  function show() {
    const { state, matrix } = view, { names, shown, steps, inners, columns, pair } = matrix;
    press("mode", state.mode);
    press("error", state.error);
    options(part("images"), shown.length > 1 ? [["", `${shown.length} images`], ...names.map(name => [name, name])] : names.map(name => [name, name]), shown.length > 1 ? "" : shown[0]);
    for (const button of root.querySelectorAll("button[data-v=image]")) button.disabled = names.length < 2;
    part("rows").hidden = names.length < 2;
    list(part("also"), names, name => el("label", {}, el("input", { type: "checkbox", value: name, "data-v": "also" }), name), (item, name) => { item.firstChild.checked = shown.includes(name); });
    part("columns").hidden = state.mode !== "side";
    list(part("columns"), matrix.config.columns, column => el("button", { type: "button", "data-v": "column", "data-value": column.id }, column.color ? el("span", { class: "swatch", style: `background: var(${column.color})` }) : null, column.title),
      (item, column) => item.setAttribute("aria-pressed", String(columns.includes(column))));
    part("pair").hidden = state.mode === "side";
    const titles = matrix.config.columns.map(column => [column.id, column.title]);
    options(part("a"), titles, pair[0]?.id ?? "");
    options(part("b"), titles, pair[1]?.id ?? "");
    slider("split", state.split, percent(state.split), state.mode !== "split");
    const scale = view.panes.find(pane => pane.placed)?.placed.scale;
    say(part("scale"), scale ? percent(scale) : "");
    pressed("region", view.tool === "region");
    pressed("histogram", state.histogram === "on");
    pressed("smooth", state.smooth === "on");
    part("clear").hidden = state.regions.length === 0;
    part("swap").hidden = state.mode === "side";
    slider("range", Math.log10(state.range), `${state.error === "signed" ? "±" : ""}${state.range}`);
    slider("ev", state.ev, `${signed(state.ev)} stops`);
    slider("gamma", state.gamma, state.gamma.toFixed(2));
    part("tone").hidden = state.ev === 0 && state.gamma === 1;
    options(part("against"), [["", "its own reference"], ...titles], state.against ?? "");
    options(part("of"), matrix.conventions.map(name => [name, { gray: "gray, BT.601 full range", y: "Y, BT.601 studio range", rgb: "RGB" }[name]]), matrix.of);
    const at = state.step === null ? steps.length - 1 : Math.max(0, steps.findLastIndex(one => one <= state.step));
    track("step", steps.length, at, steps.length ? `step ${whole(steps[at])}` : "", steps.length < 2);
    const k = state.inner === null ? inners.length : Math.max(0, inners.findLastIndex(one => one <= state.inner));
    track("inner", inners.length + 1, k, k === inners.length ? "result" : `k = ${inners[k]}`, inners.length === 0);
    for (const box of root.querySelectorAll("[data-v=box]")) {
      const [index, side] = box.dataset.value.split("-").map(Number), region = state.regions[index];
      box.closest("[data-v=box-row]").hidden = !region;
      if (region && document.activeElement !== box) box.value = region[side];
    }
    bar(part("bar"), state);
  }
  function track(name, count, at, words, hidden) {
    part(name).max = Math.max(0, count - 1);
    part(name).value = at;
    slider(name, at, words, hidden);
  }
  function list(host, items, make, update) {
    const text = JSON.stringify(items.map(item => item.id ?? item));
    if (host.dataset.all !== text) {
      host.replaceChildren(...items.map(make));
      host.dataset.all = text;
    }
    items.forEach((item, at) => update(host.children[at], item));
  }

  return { show, stop() { root.removeEventListener("click", click); root.removeEventListener("input", input); } };
}

/** The colour bar with what its ends mean. */
function bar(host, { error, range }) {
  host.hidden = error === "off";
  if (host.hidden) return;
  const table = colours(error), at = i => `rgb(${table[3 * i]} ${table[3 * i + 1]} ${table[3 * i + 2]})`;
  host.querySelector("span").style.background = `linear-gradient(90deg, ${Array.from({ length: 17 }, (_, i) => at(Math.min(255, i * 16))).join(", ")})`;
  const [low, middle, high] = host.querySelectorAll("b");
  say(low, error === "signed" ? `−${range}` : "0");
  say(middle, error === "signed" ? "0" : `${+(range / 2).toPrecision(3)}`);
  say(high, error === "signed" ? `+${range}` : `≥ ${range}`);
  host.setAttribute("aria-label", error === "signed" ? `Signed error: blue below the reference down to −${range}, red above it up to +${range}` : `Absolute error from 0, dark, to ${range} and more, bright`);
}
