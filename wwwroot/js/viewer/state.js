// What is shown and how: all of it in the address, under v.…; what has its default is left out.
const number = (low, high) => ({ parse: text => { const value = Number(text); return text !== "" && value >= low && value <= high ? value : undefined; }, text: value => String(+value.toPrecision(6)) });
const choice = (...all) => ({ parse: text => all.includes(text) ? text : undefined, text: String });
const words = { parse: text => text || undefined, text: String };
const list = { parse: text => text ? text.split(",") : undefined, text: value => value.join(",") };
const zoom = { parse: text => text === "fit" ? "fit" : number(0.002, 128).parse(text), text: value => value === "fit" ? value : number().text(value) };
const regions = {
  parse: text => text.split(";").map(one => one.split(",").map(Number)).filter(one => one.length === 4 && one.every(Number.isInteger) && one[0] >= 0 && one[1] >= 0 && one[2] > 0 && one[3] > 0).slice(0, 2),
  text: value => value.map(one => one.join(",")).join(";"),
};

// zoom: device pixels a pixel; null is the largest whole number at which the image fits, at least 1. x, y: the middle, as shares.
export const fields = {
  columns: ["cols", list, null], mode: ["mode", choice("side", "split", "flip"), "side"], a: ["a", words, null], b: ["b", words, null],
  split: ["split", number(0, 1), 0.5], zoom: ["zoom", zoom, null], x: ["x", number(0, 1), 0.5], y: ["y", number(0, 1), 0.5],
  error: ["error", choice("off", "abs", "signed"), "off"], range: ["range", number(0.002, 1), 0.1], against: ["vs", words, null],
  ev: ["ev", number(-4, 8), 0], gamma: ["gamma", number(0.2, 5), 1], of: ["of", choice("gray", "y", "rgb"), null],
  regions: ["crop", regions, []], step: ["step", number(0, 1e12), null], inner: ["k", number(0, 1e9), null],
  smooth: ["smooth", choice("on"), null], histogram: ["hist", choice("on"), null],
};

export function read(search = location.search) {
  const query = new URLSearchParams(search), state = { images: query.getAll("v.img") };
  for (const [name, [key, kind, initial]] of Object.entries(fields)) {
    const text = query.get(`v.${key}`);
    state[name] = (text === null ? undefined : kind.parse(text)) ?? structuredClone(initial);
  }
  return state;
}

let due = 0;
/** Into the address, a moment later, so that a drag does not write it a hundred times. */
export function write(state) {
  clearTimeout(due);
  due = setTimeout(() => {
    const address = new URL(location.href), query = address.searchParams;
    query.delete("v.img");
    for (const name of state.images) query.append("v.img", name);
    for (const [name, [key, kind, initial]] of Object.entries(fields)) {
      JSON.stringify(state[name]) === JSON.stringify(initial) ? query.delete(`v.${key}`) : query.set(`v.${key}`, kind.text(state[name]));
    }
    history.replaceState(history.state, "", address);
  }, 120);
}

export const cancel = () => clearTimeout(due);

/** This page's address with other runs, everything else as it is. */
export function withRuns(runs) {
  const address = new URL(location.href);
  runs ? address.searchParams.set("runs", runs) : address.searchParams.delete("runs");
  return address.pathname + address.search.replaceAll("%2C", ",");
}
