// The points of one run: history from the API, then live messages, each point once.
import { number } from "./format.js";
import { watch } from "./live.js";

const MOST = 1500; // points of one series that a chart draws well
const none = () => ({ steps: [], seconds: [], values: [], total: 0 });

export class RunData {
  constructor(run, changed, live = true) {
    Object.assign(this, { run, changed, live, names: new Set(), series: new Map(), sequence: -1, attempt: null, kept: [], range: null, loaded: false, error: null });
  }

  get(name) { return this.series.get(name) ?? none(); }

  /** Subscribes first and reads then, so that nothing falls between. */
  async start() {
    this.starting ??= watch(this.run, {
      points: message => this.loaded ? this.take(message) : this.kept.push(message),
      state: message => { if (this.attempt !== null && message.attempt > this.attempt) this.read(); },
      again: () => this.read(),
    }).then(watcher => { this.watcher = watcher; if (this.stopped) watcher.stop(); }, error => { this.error = error; });
    await this.starting;
  }

  stop() { this.stopped = true; this.watcher?.stop(); }

  /** Another series is wanted; one request brings all that are asked for at once. */
  async want(name) {
    if (this.names.has(name)) return;
    this.names.add(name);
    // A run that is over is read at once; should it go on, the first message shows a hole, which is read again.
    const watching = this.start();
    this.asked ??= Promise.resolve(this.live ? watching : null).then(() => { this.asked = null; return this.read(); });
    await this.asked;
  }

  async read() {
    if (this.reading) { this.again = true; return; }
    this.reading = true;
    this.loaded = false;
    const query = new URLSearchParams({ max: MOST });
    for (const name of this.names) query.append("name", name);
    if (this.range) { query.set("from", Math.floor(this.range[0])); query.set("to", Math.ceil(this.range[1])); }
    try {
      const response = await fetch(`/api/v1/runs/${this.run}/series?${query}`);
      if (!response.ok) throw new Error(`the server answered ${response.status}`);
      const data = await response.json();
      this.series = new Map(data.series.map(one => [one.series, { steps: one.steps, seconds: one.seconds.map(number), values: one.values.map(number), total: one.total }]));
      this.sequence = data.sequence;
      this.attempt = data.attempt;
      this.error = null;
    } catch (error) {
      this.error = error;
    }
    this.reading = false;
    if (this.stopped) return;
    this.loaded = true;
    const kept = this.kept;
    this.kept = [];
    if (this.again) { this.again = false; this.kept = kept; return this.read(); }
    for (const message of kept) this.take(message);
    this.changed();
  }

  /** Only batches behind the last known one count; a hole means that the history must be read again. */
  take(message) {
    if (message.sequence <= this.sequence) return;
    if (!this.loaded || message.from > this.sequence + 1) { this.kept.push(message); if (this.loaded) this.read(); return; }
    this.sequence = message.sequence;
    let touched = false, full = false;
    for (const mine of message.series) {
      if (!this.names.has(mine.name)) continue;
      if (!this.series.has(mine.name)) this.series.set(mine.name, none());
      const all = this.series.get(mine.name);
      const last = all.steps.length ? all.steps[all.steps.length - 1] : -Infinity;
      mine.steps.forEach((step, i) => {
        if (step <= last || (this.range && step > this.range[1])) return;
        all.steps.push(step); all.seconds.push(number(mine.seconds[i])); all.values.push(number(mine.values[i])); all.total++;
        touched = true;
      });
      full ||= all.steps.length > 2 * MOST;
    }
    if (full) this.read(); else if (touched) this.changed();
  }

  async zoom(range) { this.range = range; await this.read(); }
}
