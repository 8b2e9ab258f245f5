// One pane: a canvas with one picture (side by side), or with two (split, flip), its magnified regions, its numbers.
import { el, say } from "./dom.js";
import { drawPicture, drawRegion, drawRegions, readPixel, resize } from "./draw.js";
import { pixelAt, place } from "./place.js";
import { errorAt } from "./tones.js";
import { whole } from "../format.js";

const db = value => value === Infinity ? "∞" : Number.isFinite(value) ? value.toFixed(2) : "—";
const share = value => Number.isFinite(value) ? value.toFixed(4) : "—";
const metric = (frame, key) => Number(frame.metrics[key] ?? NaN); // "Infinity" and "NaN" come as words
const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export class Pane {
  /** columns: one, or the two of a split or flip. */
  constructor(name, columns) {
    Object.assign(this, { name, columns, shown: columns.map(() => null), placed: null, sized: true });
    this.canvas = el("canvas", { role: "img" });
    this.note = el("p", { class: "pane-note", hidden: true });
    this.title = el("strong");
    this.detail = el("span", { class: "pane-detail" });
    this.values = el("span", { class: "pane-values num" });
    this.divider = el("span", { class: "divider", hidden: true });
    this.stage = el("div", { class: "pane-stage" }, this.canvas, this.divider, this.note);
    this.crops = el("div", { class: "pane-crops" });
    this.bars = el("canvas", { class: "pane-histogram", hidden: true, role: "img" });
    this.rows = el("tbody");
    this.table = el("table", { class: "pane-quality" }, el("thead", {}, el("tr", {}, ...["", "PSNR dB", "SSIM", "LPIPS"].map(text => el("th", { scope: "col", textContent: text })))), this.rows);
    const [first] = columns;
    this.element = el("figure", { class: "pane", "data-image": name, "data-column": first.id },
      el("figcaption", {}, columns.length === 1 && first.color ? el("span", { class: "swatch", style: `background: var(${first.color})` }) : null, this.title, this.detail, this.values),
      this.stage, this.crops, this.bars, this.table);
    this.canvas.pane = this;
  }

  /** What is asked of the pictures for a column. */
  what(view, column) {
    const frame = view.matrix.frame(this.name, column.id), { state } = view;
    if (!frame) return null;
    const reference = view.matrix.reference(this.name, column.id), plain = { address: frame.address, channels: frame.channels };
    const error = reference && state.error !== "off" ? state.error : "off";
    return {
      ...plain, error, ev: error === "off" ? state.ev : 0, gamma: error === "off" ? state.gamma : 1,
      ...(error === "off" ? {} : { range: state.range, reference: { address: reference.address, channels: reference.channels } }),
    };
  }

  static plain = frame => ({ address: frame.address, channels: frame.channels, error: "off", ev: 0, gamma: 1 });

  /** Draws; gives back what it needed. */
  draw(view) {
    const { state, pictures } = view;
    if (this.sized) {
      resize(this.canvas);
      this.sized = false;
    }
    const context = this.canvas.getContext("2d", { alpha: false }), needed = [];
    let failure = "", loading = false;
    this.columns.forEach((column, at) => {
      const what = this.what(view, column);
      const found = what && pictures.get(what);
      if (what) needed.push(what);
      if (found?.levels) this.shown[at] = { picture: found, what };
      else if (!what || found?.error) this.shown[at] = null;
      loading ||= Boolean(what) && !found;
      failure ||= !what ? "No image at this step" : found?.error ?? "";
    });
    context.fillStyle = view.background;
    context.fillRect(0, 0, this.canvas.width, this.canvas.height);
    const flipped = state.mode === "flip" ? 0 : -1, edge = Math.round(state.split * this.canvas.width);
    const drawn = this.shown.map((one, at) => ({ one, at })).filter(({ one, at }) => one && (flipped < 0 || at === flipped));
    this.placed = null;
    for (const { one, at } of drawn) {
      this.placed = place(state, this.canvas, one.picture);
      this.image = one.picture;
      const clip = this.columns.length === 1 || state.mode === "flip" ? [0, this.canvas.width] : at === 0 ? [0, edge] : [edge, this.canvas.width];
      drawPicture(context, one.picture, this.placed, state.smooth === "on", clip);
    }
    if (this.placed) drawRegions(context, state.regions, this.placed, devicePixelRatio);
    if (this.placed && view.cursor?.name === this.name) this.#cross(context, view.cursor);
    this.divider.hidden = state.mode !== "split" || this.columns.length < 2;
    this.divider.style.left = `${state.split * 100}%`;
    this.note.hidden = !failure;
    say(this.note, failure);
    this.element.dataset.state = failure ? "failed" : loading ? "loading" : "ready";
    this.#crops(view);
    return needed;
  }

  /** Words and numbers; drawn apart from the pixels, because they change less often. */
  tell(view) {
    const { state, matrix } = view, visible = state.mode === "flip" ? this.columns.slice(0, 1) : this.columns;
    const frames = visible.map(column => matrix.frame(this.name, column.id));
    say(this.title, visible.map(column => column.title).join(" | "));
    say(this.detail, [state.images.length > 1 || view.matrix.shown.length > 1 ? this.name : "", frames[0] && visible[0].role === "output" && matrix.steps.some(step => step > 0) ? `step ${whole(frames[0].step)}` : "", frames[0]?.inner > 0 ? `k = ${frames[0].inner}` : ""].filter(Boolean).join(" · "));
    this.canvas.setAttribute("aria-label", visible.map((column, at) => matrix.words(this.name, column, frames[at])).join(" beside "));
    const lines = this.columns.length === 1 ? this.#lines(view, this.columns[0], "") : this.columns.flatMap((column, at) => this.#lines(view, column, `${"AB"[at]} `));
    const text = JSON.stringify(lines), perceptual = lines.some(line => line[3] !== "");
    this.table.hidden = lines.length === 0;
    this.table.classList.toggle("with-lpips", perceptual);
    if (text !== this.told) {
      this.told = text;
      this.rows.replaceChildren(...lines.map(([what, psnr, ssim, lpips, hint]) => el("tr", { title: hint },
        el("th", { scope: "row", textContent: what }), el("td", { textContent: psnr, "data-psnr": "" }), el("td", { textContent: ssim }), el("td", { textContent: lpips }))));
    }
    this.#histogram(view, frames[0]);
    this.#values(view, visible);
  }

  /** PSNR and SSIM of the whole image: recorded by the run where it did, else measured here. Null while it is on its way; undefined for the truth itself. */
  whole(view, column) {
    const ask = this.#ask(view, column), { frame, recorded } = ask ?? {};
    return !ask ? undefined : recorded ? { psnr: metric(frame, `psnr_${ask.what.of}`), ssim: metric(frame, `ssim_${ask.what.of}`) } : view.pictures.answer("measure", ask.what);
  }

  #ask({ state, matrix }, column) {
    const frame = matrix.frame(this.name, column.id), truth = matrix.reference(this.name, column.id), { of } = matrix;
    return frame && truth ? {
      frame, recorded: !state.against && frame.metrics[`psnr_${of}`] !== undefined,
      what: { address: frame.address, channels: frame.channels, reference: { address: truth.address, channels: truth.channels }, of },
    } : null;
  }

  #lines(view, column, before) {
    const { state, pictures } = view, ask = this.#ask(view, column);
    if (!ask) return [];
    const { frame, recorded, what } = ask, lpips = !state.against && Object.keys(frame.metrics).find(key => key.startsWith("lpips"));
    const row = (name, value, perceptual, hint) => [before + name, ...(value?.error ? ["—", "—"] : value ? [db(value.psnr), share(value.ssim)] : ["…", "…"]), perceptual, value?.error ?? hint];
    // The network runs on the server, on what a run has stored and not on what is still being drawn.
    const perceived = region => {
      const stored = [frame.address, what.reference.address].every(address => /^\/runs\/\d+\/images\/\d+\?v=/.test(address));
      if (!stored || frame.channels !== 3 || Math.min(region[2], region[3]) < 32 || view.drafting) return "";
      const value = pictures.answer("lpips", { address: frame.address, reference: what.reference, region });
      return value === null ? "…" : value.error ? "—" : share(value);
    };
    return [
      row("whole", this.whole(view, column), lpips ? share(metric(frame, lpips)) : "", recorded ? "Recorded by the run, from numbers not yet rounded to 8 bits" : "Measured here on the 8-bit pixels"),
      ...state.regions.map((region, at) => row(`region ${at + 1}`, pictures.answer("measure", { ...what, region: this.#inside(region) }), perceived(this.#inside(region)), "Measured here on the 8-bit pixels; LPIPS by SqueezeNet")),
    ];
  }

  #inside([x, y, w, h]) {
    if (!this.image) return [x, y, w, h];
    const left = Math.min(x, this.image.width - 1), top = Math.min(y, this.image.height - 1);
    return [left, top, Math.min(w, this.image.width - left), Math.min(h, this.image.height - top)];
  }

  #crops(view) {
    const { state } = view, at = state.mode === "flip" ? [0] : this.columns.map((_, index) => index);
    const count = state.regions.length * at.length;
    if (this.crops.childElementCount !== count) {
      this.crops.replaceChildren(...Array.from({ length: count }, () => el("canvas", { "aria-hidden": "true" })));
    }
    state.regions.forEach((region, index) => at.forEach((which, place) => {
      const canvas = this.crops.children[index * at.length + place], [, , w, h] = region;
      canvas.style.setProperty("--region", `var(--region-${index + 1})`);
      canvas.style.aspectRatio = `${w} / ${h}`;
      drawRegion(canvas, this.shown[which]?.picture, this.#inside(region), state.smooth === "on");
    }));
  }

  #cross(context, { pixel: [x, y] }) {
    const { left, top, scale } = this.placed, cx = left + (x + 0.5) * scale, cy = top + (y + 0.5) * scale, arm = 7 * devicePixelRatio;
    const gap = Math.max(scale / 2, 2) + 1;
    context.lineWidth = devicePixelRatio;
    for (const [colour, off] of [["#000", 1], ["#fff", 0]]) {
      context.strokeStyle = colour;
      context.beginPath();
      for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
        context.moveTo(cx + dx * gap + off, cy + dy * gap + off);
        context.lineTo(cx + dx * (gap + arm) + off, cy + dy * (gap + arm) + off);
      }
      context.stroke();
    }
  }

  #values(view, visible) {
    const { cursor, matrix, pictures, state } = view;
    if (cursor?.name !== this.name) return say(this.values, "");
    const [x, y] = cursor.pixel;
    const words = visible.map(column => {
      const frame = matrix.frame(this.name, column.id), truth = matrix.reference(this.name, column.id);
      const picture = frame && pictures.get(Pane.plain(frame));
      if (!picture?.levels || x >= picture.width || y >= picture.height) return "";
      const value = readPixel(picture, [x, y]), other = truth && state.error !== "off" ? pictures.get(Pane.plain(truth)) : null;
      const text = frame.channels === 1 ? `${value[0]}` : value.join(" ");
      if (!other?.levels) return text;
      const error = errorAt(state.error, value, readPixel(other, [x, y]), 0);
      return `${text} · ${state.error === "signed" && error > 0 ? "+" : ""}${error.toFixed(3).replace("-", "−")}`;
    });
    say(this.values, words.filter(Boolean).join(" | "));
  }

  #histogram(view, frame) {
    const on = view.state.histogram === "on" && frame;
    this.bars.hidden = !on;
    if (!on) return;
    const [region] = view.state.regions;
    const counts = view.pictures.answer("counts", { address: frame.address, channels: frame.channels, ...(region ? { region: this.#inside(region) } : {}) });
    if (!counts || counts.error) return;
    const { width, height } = resize(this.bars), context = this.bars.getContext("2d"), top = Math.log1p(Math.max(...counts));
    let dark = 0, sum = 0;
    counts.forEach((count, value) => { sum += count; if (value < 26) dark += count; });
    context.clearRect(0, 0, width, height);
    context.fillStyle = css("--text-2");
    counts.forEach((count, value) => {
      const tall = count ? Math.max(1, Math.log1p(count) / top * height) : 0, from = Math.round(value / 256 * width);
      context.fillRect(from, height - tall, Math.max(1, Math.round((value + 1) / 256 * width) - from), tall);
    });
    this.bars.setAttribute("aria-label", `Histogram of ${region ? "region 1" : "the image"}, logarithmic: ${(100 * dark / sum).toFixed(0)} % of the pixels are darker than a tenth`);
    this.bars.title = this.bars.getAttribute("aria-label");
  }

  /** The pixel under a point in CSS pixels from the canvas' corner. */
  pixel(x, y) { return this.placed && pixelAt(this.placed, this.image, x * devicePixelRatio, y * devicePixelRatio); }
}
