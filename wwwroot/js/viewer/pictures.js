// Pictures ready to be drawn, kept as long as there is room; and questions about pixels. Two workers, so that a long
// measurement never keeps an image waiting.
const most = 96e6; // pixels of bitmaps, about 380 MB

function client() {
  const worker = new Worker("/js/viewer/worker.js", { type: "module" }), waiting = new Map();
  let next = 0;
  worker.onmessage = ({ data: { id, result, error } }) => {
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    error ? reject(new Error(error)) : resolve(result);
  };
  return {
    ask: (job, what) => new Promise((resolve, reject) => { waiting.set(++next, { resolve, reject }); worker.postMessage({ id: next, job, ...what }); }),
    stop: () => worker.terminate(),
  };
}

export class Pictures {
  #drawn = client();
  #measured = client();
  #pictures = new Map();
  #answers = new Map();
  #queue = [];
  #busy = false;
  #changed;

  constructor(changed) { this.#changed = changed; }

  /** { levels, width, height } or { error }; null while it is on its way. `what` as the worker's picture() takes it. */
  get(what) {
    const key = JSON.stringify(what), found = this.#pictures.get(key);
    if (found) {
      this.#pictures.delete(key);
      this.#pictures.set(key, found); // the latest used stand last
      return found.levels || found.error ? found : null;
    }
    const entry = {};
    this.#pictures.set(key, entry);
    this.#drawn.ask("picture", what).then(
      levels => Object.assign(entry, { levels, width: levels[0].width, height: levels[0].height }),
      error => Object.assign(entry, { error: error.message })).then(() => this.#changed());
    return null;
  }

  /** What a measurement gave; null while it is on its way. Those asked for last come first, those no longer wanted never. */
  answer(job, what) {
    const key = JSON.stringify([job, what]);
    if (!this.#answers.has(key)) {
      this.#answers.set(key, null);
      this.#queue[what.region ? "unshift" : "push"]({ key, job, what }); // a region is quick, a whole image may not be
      this.#work();
    }
    return this.#answers.get(key);
  }

  /** Forgets questions that wait, and bitmaps beyond the limit that the latest frame did not need. */
  settle(needed) {
    const keep = new Set(needed.map(what => JSON.stringify(what)));
    let sum = 0;
    for (const [key, entry] of [...this.#pictures].reverse()) {
      sum += entry.levels ? entry.width * entry.height * 4 / 3 : 0;
      if (sum > most && entry.levels && !keep.has(key)) {
        entry.levels.forEach(level => level.close());
        this.#pictures.delete(key);
      }
    }
  }

  drop() {
    for (const { key } of this.#queue) this.#answers.delete(key);
    this.#queue = [];
  }

  stop() {
    this.#drawn.stop();
    this.#measured.stop();
    for (const entry of this.#pictures.values()) entry.levels?.forEach(level => level.close());
  }

  async #work() {
    if (this.#busy) return;
    this.#busy = true;
    for (let next; (next = this.#queue.shift());) {
      const { key, job, what } = next;
      this.#answers.set(key, await this.#measured.ask(job, what).catch(error => ({ error: error.message })));
      this.#changed();
    }
    this.#busy = false;
  }
}
