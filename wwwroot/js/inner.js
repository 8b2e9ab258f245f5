// Inner iterations: the curves of one inner solve, scrubbed over the outer steps; green up to the trained K, pink behind.
import { chart } from "./chart.js";
import { compact, number, whole } from "./format.js";

const get = key => new URLSearchParams(location.search).get(key);
const put = (key, value) => {
  const address = new URL(location.href);
  value === null ? address.searchParams.delete(key) : address.searchParams.set(key, value);
  history.replaceState(history.state, "", address);
};

export async function inner(root, config) {
  const slider = root.querySelector("[data-scrub]"), caption = root.querySelector("[data-scrub-value]");
  const cache = new Map();
  let chosenSeries = get("inner"), axis = get("innerx") === "seconds" ? "seconds" : "k";
  let phase = get("phase") ?? config.phases[0], follow = get("outer") === null, turn = 0;
  const plot = await chart(root.querySelector(".plot"));
  const steps = () => [...new Set(config.entries.filter(entry => entry.phase === phase).map(entry => entry.outerStep))].sort((a, b) => a - b);
  let chosen = follow ? steps().length - 1 : Math.max(0, steps().indexOf(Number(get("outer"))));

  async function values(run, entry) {
    const key = `${run}/${entry.id}`;
    if (!cache.has(key)) {
      cache.set(key, fetch(`/api/v1/runs/${run}/inner/${entry.id}`).then(response => {
        if (!response.ok) throw new Error(`The server answered ${response.status}.`);
        return response.json();
      }).then(curve => curve.values.map(number)));
    }
    return cache.get(key);
  }

  async function draw() {
    const mine = ++turn, all = steps();
    chosen = Math.min(chosen, all.length - 1);
    slider.max = Math.max(0, all.length - 1);
    slider.value = chosen;
    slider.disabled = all.length < 2;
    for (const button of root.querySelectorAll("[data-phase]")) button.setAttribute("aria-pressed", button.dataset.phase === phase);
    if (chosen < 0) return;
    const outer = all[chosen], entries = config.runs.flatMap(run => nearest(run, outer).map(entry => ({ run, entry })));
    const curves = await Promise.all(entries.map(async ({ run, entry }) => ({ run, entry, y: await values(run.id, entry) })));
    if (mine !== turn) return;
    const found = [...new Set(curves.map(curve => curve.entry.series))].filter(name => name !== "seconds").sort((a, b) => order(a) - order(b));
    const clocks = new Map(curves.filter(curve => curve.entry.series === "seconds").map(curve => [curve.run.id, curve.y]));
    const timed = axis === "seconds" && clocks.size > 0;
    clock(clocks.size > 0);
    const many = config.runs.length > 1; // one series at a time then; alone, the second gets an axis of its own
    const names = many ? [found.includes(chosenSeries) ? chosenSeries : found[0]] : found.slice(0, 2);
    pick(many && found.length > 1 ? found : [], names[0]);
    const K = curves[0]?.entry.trainedK ?? 0, longest = Math.max(...curves.map(curve => curve.y.length));
    const traces = curves.filter(curve => names.includes(curve.entry.series) && (!timed || clocks.has(curve.run.id))).map(curve => ({
      name: many ? curve.run.name : title(curve.entry.series), color: curve.entry.series === names[0] ? curve.run.color : "--s5", shade: many ? curve.run.shade : 0,
      axis: curve.entry.series === names[0] ? 1 : 2, x: timed ? clocks.get(curve.run.id) : curve.y.map((_, k) => k + 1), y: curve.y,
    }));
    const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    const zone = (from, to, fill) => ({ type: "rect", layer: "below", xref: "x", yref: "paper", x0: from, x1: to, y0: 0, y1: 1, line: { width: 0 }, fillcolor: fill });
    // In seconds, K is a place of its own for each run: drawn for one alone.
    const at = k => timed ? traces[0].x[k - 1] : k;
    const shapes = K > 0 && !(timed && many) ? [zone(at(1), at(Math.min(K, longest)), css("--plot-before")), ...(longest > K ? [zone(at(K), at(longest), css("--plot-behind")),
      { type: "line", xref: "x", yref: "paper", x0: at(K), x1: at(K), y0: 0, y1: 1, line: { color: css("--line-strong"), width: 1, dash: "dash" } }] : [])] : [];
    const side = name => ({ log: config.log.includes(name), unit: title(name).split(" — ").pop() });
    plot.draw({ traces, shapes, xTitle: timed ? "seconds" : "inner iteration k", xRange: timed ? undefined : [1, Math.max(2, longest)], y: side(names[0]), y2: names[1] ? side(names[1]) : null, revision: `${outer}|${phase}|${timed}` });
    caption.textContent = `outer step ${whole(outer)}`;
    slider.setAttribute("aria-valuetext", caption.textContent);
    root.querySelector("[data-inner-legend]").replaceChildren(...traces.map(legend));
    root.querySelector("[data-inner-note]").textContent = K > 0 ? `Trained for K = ${K} iterations${longest > K ? `; beyond them the curve is extrapolation, up to ${longest}` : ""}.` : "";
    root.querySelector(".plot").setAttribute("aria-label", `Inner iterations at ${caption.textContent}. ` + traces.map(trace => `${trace.name}: ${compact(trace.y[0])} at first, ${compact(trace.y[trace.y.length - 1])} at last`).join("; "));
    root.dataset.curves = traces.length;
  }

  const order = name => (config.order.indexOf(name) + 1) || 99;
  const title = name => config.titles[name] ?? name;
  // Compared runs need not have recorded the same outer steps: each shows its latest up to the chosen one.
  function nearest(run, outer) {
    const mine = config.entries.filter(entry => entry.run === run.id && entry.phase === phase && entry.outerStep <= outer);
    const last = Math.max(...mine.map(entry => entry.outerStep));
    return mine.filter(entry => entry.outerStep === last);
  }
  /** Buttons for the horizontal axis, where the time of each iteration was recorded. */
  function clock(known) {
    const group = root.querySelector("[data-inner-axis]");
    if (!group) return;
    group.hidden = !known;
    for (const button of group.children) button.setAttribute("aria-pressed", button.dataset.axis === axis);
  }
  /** Buttons for the series, where only one is shown. */
  function pick(names, chosen) {
    root.querySelector("[data-inner-series]").replaceChildren(...names.map(name => {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", textContent: title(name).split(" — ").pop(), title: title(name), onclick: () => { chosenSeries = name; put("inner", name); draw(); } });
      button.setAttribute("aria-pressed", name === chosen);
      return button;
    }));
    root.querySelector("[data-inner-series]").hidden = names.length === 0;
  }
  function legend(trace) {
    const item = document.createElement("span"), swatch = document.createElement("span");
    item.className = "legend-item";
    swatch.className = "swatch";
    swatch.style.background = `var(${trace.color})`;
    item.append(swatch, `${trace.name}${trace.axis === 2 ? " (right axis)" : ""}`);
    return item;
  }

  slider.addEventListener("input", () => {
    chosen = Number(slider.value);
    follow = chosen === steps().length - 1;
    put("outer", follow ? null : steps()[chosen]);
    draw();
  });
  root.addEventListener("click", event => {
    const along = event.target.closest("[data-axis]")?.dataset.axis;
    if (along) { axis = along; put("innerx", axis === "k" ? null : axis); draw(); return; }
    const next = event.target.closest("[data-phase]")?.dataset.phase;
    if (!next) return;
    phase = next;
    put("phase", phase === config.phases[0] ? null : phase);
    chosen = steps().length - 1;
    draw();
  });
  addEventListener("themechange", draw);
  await draw();
  return {
    update(next) { config = next; if (follow) chosen = steps().length - 1; return draw(); },
    stop() { removeEventListener("themechange", draw); plot.stop(); },
  };
}
