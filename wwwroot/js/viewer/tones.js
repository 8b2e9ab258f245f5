// What a pixel looks like: exposure and gamma, and the colours of error maps. Pure arithmetic on bytes.
const stops = {
  // Absolute error: dark to bright in even steps of lightness (after matplotlib's inferno).
  abs: [[0, 0, 4], [27, 12, 65], [74, 12, 107], [120, 28, 109], [165, 44, 96], [207, 68, 70], [237, 105, 37], [251, 155, 6], [247, 209, 61], [252, 255, 164]],
  // Signed error: blue below the reference, white at it, red above (after ColorBrewer's RdBu).
  signed: [[5, 48, 97], [33, 102, 172], [67, 147, 195], [146, 197, 222], [209, 229, 240], [247, 247, 247], [253, 219, 199], [244, 165, 130], [214, 96, 77], [178, 24, 43], [103, 0, 31]],
};
const tables = {};

/** 256 colours (r, g, b, …) from the least to the largest value of an error map. */
export function colours(kind) {
  return tables[kind] ??= Uint8ClampedArray.from({ length: 768 }, (_, i) => {
    const at = Math.floor(i / 3) / 255 * (stops[kind].length - 1), low = Math.min(Math.floor(at), stops[kind].length - 2);
    return stops[kind][low][i % 3] + (at - low) * (stops[kind][low + 1][i % 3] - stops[kind][low][i % 3]);
  });
}

/** Error at a pixel: the mean over the channels of the difference (signed) or of its size (abs), on the range [0, 1]. */
export function errorAt(kind, a, b, at) {
  const r = a[at] - b[at], g = a[at + 1] - b[at + 1], blue = a[at + 2] - b[at + 2];
  return (kind === "signed" ? r + g + blue : Math.abs(r) + Math.abs(g) + Math.abs(blue)) / 765;
}

/** Where an error lies among the 256 colours; what is beyond the range has the last one. */
export const colourIndex = (kind, error, range) =>
  Math.max(0, Math.min(255, Math.round((kind === "signed" ? 0.5 + error / (2 * range) : error / range) * 255)));

export function errorMap(kind, image, reference, range) {
  const out = new Uint8ClampedArray(image.data.length), table = colours(kind);
  for (let at = 0; at < out.length; at += 4) {
    const index = 3 * colourIndex(kind, errorAt(kind, image.data, reference.data, at), range);
    out[at] = table[index]; out[at + 1] = table[index + 1]; out[at + 2] = table[index + 2]; out[at + 3] = 255;
  }
  return out;
}

/** A byte seen with an exposure in stops and a gamma: 255 (v/255 · 2^ev)^(1/gamma). */
export const toneTable = (ev, gamma) =>
  Uint8ClampedArray.from({ length: 256 }, (_, value) => 255 * Math.min(1, value / 255 * 2 ** ev) ** (1 / gamma));

export function toned(image, ev, gamma) {
  const table = toneTable(ev, gamma), out = new Uint8ClampedArray(image.data.length);
  for (let at = 0; at < out.length; at += 4) {
    out[at] = table[image.data[at]]; out[at + 1] = table[image.data[at + 1]]; out[at + 2] = table[image.data[at + 2]]; out[at + 3] = 255;
  }
  return out;
}
