// The one module that draws with Plotly, in elements that Plotly.Blazor has made into charts.
// `chart(element, handlers)` returns { draw, mark, stop }. At most four draws a second, none while the tab is hidden or the
// chart is out of sight.
import { compact } from "./format.js";

const LEAST = 250; // milliseconds between draws
const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
// As Plot.razor says, or Plotly begins anew. Clip paths are named without the page's address, which changes under a chart.
const config = { displayModeBar: false, doubleClick: "reset", showTips: false, _baseUrl: "" };
const dashes = ["solid", "dash", "dot"];

/** Of "#1b1d24" as of "rgba(27,29,36,1)", as the theme writes it. */
function rgb(text) {
  if (text[0] !== "#") return text.match(/[\d.]+/g).slice(0, 3).map(Number);
  const n = parseInt(text.slice(1), 16);
  return [n >> 16, (n >> 8) & 255, n & 255];
}
function rgba(hex, alpha) { return `rgba(${rgb(hex).join(",")},${alpha})`; }

/** A variable's colour, mixed with the background for further seeds. */
export function color(run) {
  const base = rgb(css(run.color)), ground = rgb(css("--surface")), part = [0, .22, .38][run.shade ?? 0];
  return "#" + base.map((c, i) => Math.round(c + (ground[i] - c) * part).toString(16).padStart(2, "0")).join("");
}

function layout(options, width) {
  const font = { family: getComputedStyle(document.body).fontFamily, size: 12, color: css("--text-2") };
  const axis = { gridcolor: css("--plot-grid"), linecolor: css("--line"), zeroline: false, automargin: true, ticks: "", tickfont: font, exponentformat: "power", showexponent: "all", nticks: 7 };
  const x = { ...axis, title: { text: options.xTitle ?? "", font, standoff: 8 }, showgrid: false, showline: true, ticks: "outside", ticklen: 4, tickcolor: css("--line"), hoverformat: ",.6~g", showspikes: false };
  if (options.categories) Object.assign(x, { type: "category", categoryorder: "array", categoryarray: options.categories });
  else if (options.xLog) Object.assign(x, { type: "log", dtick: options.decades ? 1 : "D2" }); else x.tickformat = ",.6~g";
  if (options.xRange) x.range = options.xLog ? options.xRange.map(Math.log10) : options.xRange; else x.autorange = true;
  const large = options.traces?.some(trace => trace.y.some(value => Math.abs(value) >= 1e4)); // plain digits there too
  const y = (side, number) => ({
    ...axis, ...(large && !side.log ? { tickformat: ",.6~g" } : {}), type: side.log ? "log" : "linear", autorange: true,
    title: { text: side.unit ?? "", font, standoff: 8 }, ...(side.log ? decades(options.traces ?? [], number) : { tickmode: "auto", nticks: 7 }),
  });
  const result = {
    margin: { l: 8, r: options.labels ? Math.min(150, width * .25) : 12, t: 8, b: 8 }, paper_bgcolor: "transparent", plot_bgcolor: "transparent", font, separators: ".\u202f",
    showlegend: false, hovermode: options.traces?.length > 12 ? "closest" : "x unified", dragmode: "zoom", shapes: options.shapes ?? [], annotations: options.labels ?? [],
    hoverlabel: { bgcolor: css("--surface"), bordercolor: css("--line"), font: { ...font, color: css("--text") }, namelength: -1 },
    xaxis: x, yaxis: y(options.y ?? {}, 1), uirevision: options.revision ?? "same",
  };
  if (options.y2) result.yaxis2 = { ...y(options.y2, 2), overlaying: "y", side: "right", showgrid: false };
  return result;
}

/** Ticks of a logarithmic axis: over one or two decades at 1, 2 and 5, where all nine digits would stand on each other. */
function decades(traces, number) {
  let low = Infinity, high = 0;
  for (const trace of traces.filter(trace => (trace.axis ?? 1) === number)) {
    for (const value of trace.raw ?? trace.y) {
      if (value > 0 && value < Infinity) { low = Math.min(low, value); high = Math.max(high, value); }
    }
  }
  const span = Math.log10(high / low);
  return span >= .5 && span < 3 ? { tickmode: "linear", dtick: "D2" } : { tickmode: "auto", nticks: 5 };
}

/** Where a value is NaN or infinite the line has a gap, and the gap a marker. */
function gaps(trace) {
  const x = [], y = [], text = [];
  let last = trace.y.find(Number.isFinite) ?? 1;
  trace.y.forEach((value, i) => {
    if (Number.isFinite(value)) last = value;
    else { x.push(trace.x[i]); y.push(last); text.push(compact(value)); }
  });
  return { x, y, text };
}

function plotly(trace) {
  const line = color(trace), finite = values => values.map(value => Number.isFinite(value) ? value : null), axis = trace.axis === 2 ? "y2" : "y", parts = [];
  if (trace.band) {
    const fill = { type: "scatter", mode: "lines", line: { width: 0 }, hoverinfo: "skip", yaxis: axis };
    parts.push({ ...fill, x: trace.band.x, y: trace.band.low }, { ...fill, x: trace.band.x, y: trace.band.high, fill: "tonexty", fillcolor: rgba(line, .16) });
  }
  if (trace.raw) parts.push({ type: "scatter", mode: "lines", x: trace.x, y: finite(trace.raw), line: { color: rgba(line, .28), width: 1 }, hoverinfo: "skip", yaxis: axis });
  const few = trace.markers || trace.x.length < 3;
  parts.push({ type: "scatter", mode: few ? "lines+markers" : "lines", name: trace.name, x: trace.x, y: finite(trace.y), connectgaps: false, yaxis: axis,
    line: { color: line, width: 1.5, dash: trace.dash || dashes[trace.shade ?? 0] }, marker: { size: trace.markers ? 7 : 5 }, error_y: trace.error && { type: "data", array: trace.error, thickness: 1.5, width: 4 }, text: trace.hover, hovertemplate: `%{y:.5~g}${trace.hover ? " · %{text}" : ""}<extra>${trace.name}</extra>` });
  const missing = gaps(trace.raw ? { ...trace, y: trace.raw } : trace);
  if (missing.x.length) parts.push({ type: "scatter", mode: "markers", name: trace.name, x: missing.x, y: missing.y, text: missing.text, yaxis: axis, marker: { symbol: "x-thin", size: 8, line: { width: 1.5, color: css("--bad") } }, hovertemplate: "%{text}<extra>%{x}</extra>" });
  return parts;
}

/** Names beside the ends of the lines, pushed apart where they would meet. */
function labels(options, height) {
  const log = options.y?.log, scale = value => log ? Math.log10(value) : value;
  const ends = options.traces.map(trace => ({ trace, y: trace.y.findLast(value => Number.isFinite(value) && (!log || value > 0)) })).filter(end => end.y !== undefined);
  const all = options.traces.flatMap(trace => trace.y.filter(value => Number.isFinite(value) && (!log || value > 0)).map(scale));
  if (!ends.length) return [];
  const low = Math.min(...all), high = Math.max(...all), gap = (high - low || 1) * 15 / Math.max(60, height - 50);
  ends.sort((a, b) => scale(b.y) - scale(a.y));
  let last = Infinity;
  return ends.map(end => {
    const y = Math.min(scale(end.y), last - gap);
    last = y;
    return { xref: "paper", x: 1, xanchor: "left", xshift: 6, yref: "y", y, yanchor: "middle", showarrow: false, text: end.trace.name, font: { size: 12, color: color(end.trace) } };
  });
}

/** Until Plotly.Blazor has made the chart; false when the page has gone before. */
async function made(element) {
  while (!element._fullLayout) {
    if (!element.isConnected) return false;
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  return true;
}

export async function chart(element, handlers = {}) {
  if (!await made(element)) return { draw() {}, mark() {}, stop() {} };
  const { Plotly } = globalThis;
  let wanted = null, drawn = 0, timer = 0, seen = false, stopped = false, plotted = false;
  const cursor = document.createElement("div");
  cursor.className = "cursor";

  const flush = async () => {
    timer = 0;
    if (!wanted || !seen || document.hidden || stopped) return;
    const options = wanted;
    wanted = null;
    drawn = performance.now();
    const width = element.clientWidth, height = element.clientHeight;
    const named = options.direct && options.traces.length > 1 && options.traces.length <= 6 && width > 520;
    const data = options.traces.flatMap(plotly);
    const drawing = { ...options, labels: named ? labels(options, height) : null };
    await Plotly.react(element, data, { ...layout(drawing, width), width, height }, config);
    element.dataset.draws = +(element.dataset.draws ?? 0) + 1;
    if (!plotted) { plotted = true; attach(); }
  };
  const schedule = () => { if (!timer && wanted && !stopped) timer = setTimeout(() => requestAnimationFrame(flush), Math.max(0, LEAST - (performance.now() - drawn))); };

  let current = null;
  const attach = () => {
    element.append(cursor);
    element.on("plotly_hover", event => handlers.hover?.(event.points[0].x));
    element.on("plotly_unhover", () => handlers.hover?.(null));
    element.on("plotly_relayout", change => {
      const range = [change["xaxis.range[0]"], change["xaxis.range[1]"]]; // on a logarithmic axis Plotly speaks of exponents
      if (range[0] !== undefined) handlers.zoom?.(current?.xLog ? range.map(end => 10 ** end) : range);
      else if (change["xaxis.autorange"]) handlers.zoom?.(null);
    });
    element.on("plotly_doubleclick", () => handlers.zoom?.(null));
  };
  const redraw = () => { if (current) { wanted ??= current; schedule(); } };
  const sight = new IntersectionObserver(entries => { seen = entries[entries.length - 1].isIntersecting; schedule(); }, { rootMargin: "120px" });
  const size = new ResizeObserver(redraw);
  sight.observe(element);
  size.observe(element);
  document.addEventListener("visibilitychange", schedule);
  addEventListener("themechange", redraw);

  return {
    draw(options) { current = wanted = options; schedule(); },
    /** Shows where another chart is looked at. */
    mark(x) {
      const axis = element._fullLayout?.xaxis;
      const at = x === null || !axis ? NaN : axis.d2p(x);
      const inside = at >= 0 && at <= axis?._length;
      cursor.style.display = inside ? "block" : "none";
      if (inside) { cursor.style.left = `${axis._offset + at}px`; cursor.style.top = `${element._fullLayout._size.t}px`; cursor.style.height = `${element._fullLayout._size.h}px`; }
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      sight.disconnect();
      size.disconnect();
      document.removeEventListener("visibilitychange", schedule);
      removeEventListener("themechange", redraw);
      if (plotted) Plotly.purge(element);
    },
  };
}
