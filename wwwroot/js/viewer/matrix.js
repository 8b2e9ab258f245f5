// Which image stands where: names × columns, at the chosen outer step and inner iteration. Pure.
import { whole } from "../format.js";

export class Matrix {
  constructor(config, state) { Object.assign(this, { config, state }); }

  get names() { return [...new Set(this.config.frames.map(frame => frame.image))]; }

  /** The names shown: those asked for that there are, else the first. */
  get shown() {
    const known = this.names, asked = this.state.images.filter(name => known.includes(name));
    return asked.length ? asked.slice(0, 8) : known.slice(0, 1);
  }

  /** The columns shown side by side: those asked for, else the first six that have an image of these names. */
  get columns() {
    const asked = this.state.columns?.map(id => this.column(id)).filter(Boolean);
    const used = this.config.columns.filter(column => this.config.frames.some(frame => frame.column === column.id && this.shown.includes(frame.image)));
    return (asked?.length ? this.config.columns.filter(column => asked.includes(column)) : used).slice(0, 6);
  }

  /** The two that are split or flipped. */
  get pair() {
    const all = this.columns, output = all.find(column => column.reference && column.role === "output") ?? all[0];
    const a = this.column(this.state.a) ?? (output === all[0] ? all[0] : all.find(column => column.role === "input") ?? all[0]);
    const b = this.column(this.state.b) ?? (output && output !== a ? output : all.find(column => column !== a) ?? a);
    return [a, b].filter(Boolean);
  }

  column(id) { return this.config.columns.find(column => column.id === id); }

  /** The latest image of a column up to the chosen step; the iterate at the chosen k where one was kept. */
  frame(name, id) {
    const until = this.state.step ?? Infinity;
    const all = this.config.frames.filter(frame => frame.image === name && frame.column === id && frame.step <= until);
    const step = Math.max(...all.map(frame => frame.step)), now = all.filter(frame => frame.step === step);
    const result = now.find(frame => frame.inner === 0) ?? now[now.length - 1];
    if (this.state.inner === null) return result;
    return now.filter(frame => frame.inner > 0 && frame.inner <= this.state.inner).sort((a, b) => b.inner - a.inner)[0] ?? result;
  }

  /** What a frame is measured against; undefined for the truth itself. */
  reference(name, id) {
    const against = this.state.against && this.column(this.state.against) ? this.state.against : this.column(id)?.reference;
    return against && against !== id ? this.frame(name, against) : undefined;
  }

  /** Outer steps: 0, before training, only where outputs were kept there. */
  get steps() { return this.#along(frame => frame.step > 0 || this.column(frame.column)?.role === "output", frame => frame.step); }
  get inners() {
    const frames = this.shown.flatMap(name => this.columns.map(column => new Matrix(this.config, { ...this.state, inner: null }).frame(name, column.id))).filter(Boolean);
    return this.#along(frame => frame.inner > 0 && frames.some(now => now.column === frame.column && now.step === frame.step), frame => frame.inner);
  }

  /** The conventions in which these images can be measured; the one in force first asked for, then recorded. */
  get conventions() {
    const frames = this.config.frames.filter(frame => this.shown.includes(frame.image));
    return frames.every(frame => frame.channels === 1) ? ["gray"] : ["rgb", "y", "gray"];
  }
  get of() {
    const all = this.conventions;
    if (all.includes(this.state.of)) return this.state.of;
    const recorded = this.config.frames.filter(frame => this.shown.includes(frame.image)).flatMap(frame => Object.keys(frame.metrics));
    return all.find(name => recorded.includes(`psnr_${name}`)) ?? all[0];
  }

  /** What a picture is called when nobody sees it. */
  words(name, column, frame) {
    if (!frame) return `${name}, ${column.title}: no image`;
    return `${name}, ${column.title}${column.role === "output" ? ` at step ${whole(frame.step)}` : ""}${frame.inner > 0 ? `, inner iteration ${frame.inner}` : ""}`;
  }

  #along(keep, value) {
    const shown = this.shown;
    return [...new Set(this.config.frames.filter(frame => shown.includes(frame.image) && keep(frame)).map(value))].sort((a, b) => a - b);
  }
}
