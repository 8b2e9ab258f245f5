// Charts of one page that share runs, smoothing, axis, zoom and cursor. What is chosen is kept in the address.
import { chart } from "./chart.js";
import { whole, compact } from "./format.js";
import { RunData } from "./series.js";
import { band, smooth } from "./smooth.js";

const put = (key, value) => {
  const address = new URL(location.href);
  value === null || value === "" ? address.searchParams.delete(key) : address.searchParams.set(key, value);
  history.replaceState(history.state, "", address);
};
const get = key => new URLSearchParams(location.search).get(key);

export async function board(root, config) {
  const state = {
    smooth: Number(get("smooth") ?? 0), axis: get("x") ?? "step", band: get("band") === "1",
    zoom: get("zoom")?.split("~").map(Number) ?? null, hidden: new Set(get("off")?.split(",").map(Number) ?? []),
    log: new Map((get("log") ?? "").split(",").filter(Boolean).map(part => part.startsWith("-") ? [part.slice(1), false] : [part, true])),
  };
  const plots = new Map(); // series name → { element, chart }
  const runs = new Map(); // run id → RunData, shared by the charts
  let stopped = false;

  const isLog = name => state.log.get(name) ?? config.charts.find(one => one.series === name)?.log ?? false;

  async function add(element) {
    const name = element.dataset.series, plot = { element, chart: null };
    plots.set(name, plot);
    plot.chart = await chart(element.querySelector(".plot"), {
      hover: x => { for (const other of plots.values()) if (other !== plot) other.chart?.mark(x); },
      zoom: range => zoom(range, plot),
    });
    if (stopped) { plot.chart.stop(); return; }
    element.querySelector("[data-log]")?.addEventListener("click", () => {
      state.log.set(name, !isLog(name));
      put("log", [...state.log].map(([key, on]) => (on ? "" : "-") + key).join(","));
      draw(plot);
    });
    element.querySelector("[data-reset]")?.addEventListener("click", () => zoom(null, plot));
    draw(plot);
  }

  /** One reader a run, whatever the number of charts. */
  function follow() {
    for (const run of config.runs) {
      if (!runs.has(run.id)) {
        runs.set(run.id, new RunData(run.id, () => { for (const plot of plots.values()) draw(plot); }, run.live));
        if (state.axis === "step") runs.get(run.id).range = state.zoom;
      }
      for (const name of plots.keys()) runs.get(run.id).want(name);
    }
    for (const [id, data] of runs) if (!config.runs.some(run => run.id === id)) { data.stop(); runs.delete(id); }
  }

  function zoom(range, source) {
    if (String(range) === String(state.zoom)) return;
    state.zoom = range;
    put("zoom", range ? range.map(value => +value.toPrecision(6)).join("~") : null);
    for (const data of runs.values()) data.zoom(!range || state.axis === "step" ? range : steps(data.get(source.element.dataset.series), range));
    for (const plot of plots.values()) draw(plot);
  }

  function steps(series, [from, to]) {
    const inside = series.steps.filter((_, i) => series.seconds[i] >= from && series.seconds[i] <= to);
    return inside.length ? [inside[0], inside[inside.length - 1]] : null;
  }

  function draw(plot) {
    if (!plot.chart) return;
    const name = plot.element.dataset.series, log = isLog(name), info = config.charts.find(one => one.series === name) ?? {};
    const shown = config.runs.filter(run => !state.hidden.has(run.id)).map(run => ({ run, data: runs.get(run.id)?.get(name) })).filter(one => one.data?.steps.length);
    const traces = state.band ? bands(shown) : shown.map(({ run, data }) => {
      const x = state.axis === "time" ? data.seconds : data.steps;
      return { name: run.name, color: run.color, shade: run.shade, x, y: smooth(data.values, state.smooth), raw: state.smooth > 0 ? data.values : null,
        hover: data.steps.map((step, i) => state.axis === "time" ? `step ${whole(step)}` : `${data.seconds[i].toFixed(1)} s`) };
    });
    plot.chart.draw({ traces, direct: true, xTitle: state.axis === "time" ? "seconds" : info.axis || "outer step", xRange: state.zoom, xLog: info.logAxis && state.axis === "step", y: { log, unit: info.unit }, revision: `${state.zoom}|${state.axis}` });
    report(plot, shown, traces, log);
  }

  function bands(shown) {
    const groups = Map.groupBy(shown, one => one.run.group);
    return [...groups].map(([name, members]) => {
      const curves = members.map(({ data }) => ({ x: data.steps, y: smooth(data.values, state.smooth) })), { x, mean, low, high } = band(curves);
      return { name: `${name} (n = ${members.length})`, color: members[0].run.color, shade: 0, x, y: mean, band: members.length > 1 ? { x, low, high } : null };
    });
  }

  function report(plot, shown, traces, log) {
    const some = selector => plot.element.querySelector(selector);
    const drawn = shown.reduce((sum, { data }) => sum + data.steps.length, 0), total = shown.reduce((sum, { data }) => sum + data.total, 0);
    const lost = log ? shown.reduce((sum, { data }) => sum + data.values.filter(value => value <= 0).length, 0) : 0;
    const wrong = [...runs.values()].find(data => data.error), loading = [...runs.values()].some(data => !data.loaded && !data.error);
    plot.element.dataset.state = wrong ? "error" : drawn ? "full" : loading ? "loading" : "empty";
    plot.element.dataset.points = total; // what the curve stands for: a long one is drawn from fewer
    some(".count").textContent = wrong ? `Not loaded: ${wrong.error.message}` : `${drawn === total ? "" : `${whole(drawn)} of `}${whole(total)} ${total === 1 ? "point" : "points"}`;
    if (lost) some(".count").textContent += `, ${whole(lost)} not above 0`;
    some("[data-log]")?.setAttribute("aria-pressed", log);
    if (some("[data-reset]")) some("[data-reset]").hidden = !state.zoom;
    const last = traces.map(trace => `${trace.name}: ${compact(trace.y.findLast(Number.isFinite) ?? NaN)}`).slice(0, 6).join("; ");
    some(".plot").setAttribute("aria-label", `${some("figcaption").textContent.trim()}. Last value, ${last || "none yet"}.`);
  }

  function tools() {
    const change = event => {
      const { tool, value } = event.target.closest("[data-tool]")?.dataset ?? {};
      if (tool === "smooth") { state.smooth = Number(event.target.value); put("smooth", state.smooth || null); }
      else if (tool === "axis") { state.axis = value; put("x", value === "time" ? "time" : null); zoom(null); }
      else if (tool === "band") { state.band = !state.band; put("band", state.band ? "1" : null); }
      else if (tool === "run") {
        const id = Number(value);
        state.hidden.has(id) ? state.hidden.delete(id) : state.hidden.add(id);
        put("off", [...state.hidden].join(","));
      } else return;
      show();
    };
    root.addEventListener("input", event => event.target.dataset.tool === "smooth" && change(event));
    root.addEventListener("click", event => event.target.dataset?.tool !== "smooth" && change(event));
  }

  function show() {
    for (const element of root.querySelectorAll("[data-tool]")) {
      const { tool, value } = element.dataset;
      if (tool === "smooth") { element.value = state.smooth; const out = root.querySelector("[data-smooth-value]"); if (out) out.textContent = state.smooth ? state.smooth.toFixed(2) : "off"; }
      else element.setAttribute("aria-pressed", tool === "axis" ? state.axis === value : tool === "band" ? state.band : !state.hidden.has(Number(value)));
    }
    for (const plot of plots.values()) draw(plot);
  }

  function scan() {
    const found = new Set();
    for (const element of root.querySelectorAll("[data-series]")) {
      found.add(element.dataset.series);
      const plot = plots.get(element.dataset.series);
      if (!plot) add(element);
    }
    for (const [name, plot] of plots) {
      if (found.has(name)) continue;
      plot.chart?.stop();
      plots.delete(name);
    }
    follow();
    show();
  }

  tools();
  scan();
  return {
    update(next) { config = next; scan(); },
    stop() {
      stopped = true;
      for (const plot of plots.values()) plot.chart?.stop();
      for (const data of runs.values()) data.stop();
      plots.clear();
    },
  };
}
