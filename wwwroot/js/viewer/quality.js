// PSNR and SSIM as Core/Metrics has them (Psnr.cs, Ssim.cs, Luma.cs): range [0, 1], float64, nothing clipped or cut off;
// SSIM with a Gaussian 11 × 11 window, σ = 1.5, over the positions at which the window lies wholly inside.
const unit = Float64Array.from({ length: 256 }, (_, value) => Math.fround(value / 255));
const weights = { gray: [0.299, 0.587, 0.114, 0], y: [65.481 / 255, 128.553 / 255, 24.966 / 255, 16 / 255] };

/** One channel of a region of RGBA pixels: "gray" and "y" weigh, 0, 1, 2 pick. Gray images pass through unchanged. */
export function plane(image, [left, top, width, height], of) {
  const { data, width: row } = image, result = new Float32Array(width * height);
  const weigh = weights[image.channels === 1 ? 0 : of];
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0, at = ((top + y) * row + left) * 4; x < width; x++, at += 4, to++) {
      result[to] = weigh
        ? weigh[0] * unit[data[at]] + weigh[1] * unit[data[at + 1]] + weigh[2] * unit[data[at + 2]] + weigh[3]
        : unit[data[at + (typeof of === "number" ? of : 0)]];
    }
  }
  return result;
}

/** The planes that a convention compares: RGB's three, or one. */
const planes = (image, of) => of === "rgb" && image.channels !== 1 ? [0, 1, 2] : [of === "rgb" ? "gray" : of];

/** PSNR in dB and SSIM of a region [left, top, width, height] by convention "gray", "y" or "rgb". */
export function quality(image, reference, region, of) {
  const [, , width, height] = region, both = { channels: Math.max(image.channels, reference.channels) };
  let squares = 0, count = 0, similarity = 0;
  const channels = planes(both, of);
  for (const channel of channels) {
    const a = plane(both.channels === 3 ? { ...image, channels: 3 } : image, region, channel);
    const b = plane(both.channels === 3 ? { ...reference, channels: 3 } : reference, region, channel);
    for (let i = 0; i < a.length; i++) squares += (a[i] - b[i]) ** 2;
    count += a.length;
    similarity += ssim(a, b, width, height) / channels.length;
  }
  return { psnr: 10 * Math.log10(count / squares), ssim: similarity };
}

/** Mean structural similarity; NaN where the window does not fit. Five running rows of eleven lines each. */
export function ssim(a, b, width, height) {
  const size = 11, columns = width - size + 1, rows = height - size + 1;
  if (columns < 1 || rows < 1) return NaN;
  const raw = Float64Array.from({ length: size }, (_, k) => Math.exp(-((k - 5) ** 2) / 4.5));
  const sum = raw.reduce((total, value) => total + value), window = raw.map(value => value / sum);
  const ring = Array.from({ length: 5 }, () => Array.from({ length: size }, () => new Float64Array(columns)));
  const c1 = 1e-4, c2 = 9e-4;
  let total = 0;
  for (let y = 0; y < height; y++) {
    const slot = y % size, [x1, x2, x11, x22, x12] = ring.map(lines => lines[slot]), start = y * width;
    for (let x = 0; x < columns; x++) {
      let m1 = 0, m2 = 0, m11 = 0, m22 = 0, m12 = 0;
      for (let k = 0; k < size; k++) {
        const p = a[start + x + k], q = b[start + x + k], wp = window[k] * p, wq = window[k] * q;
        m1 += wp; m2 += wq; m11 += wp * p; m22 += wq * q; m12 += wp * q;
      }
      x1[x] = m1; x2[x] = m2; x11[x] = m11; x22[x] = m22; x12[x] = m12;
    }
    if (y < size - 1) continue;
    for (let x = 0; x < columns; x++) {
      let m1 = 0, m2 = 0, m11 = 0, m22 = 0, m12 = 0;
      for (let k = 0; k < size; k++) {
        const line = (y - size + 1 + k) % size, w = window[k];
        m1 += w * ring[0][line][x]; m2 += w * ring[1][line][x]; m11 += w * ring[2][line][x]; m22 += w * ring[3][line][x]; m12 += w * ring[4][line][x];
      }
      total += ((2 * m1 * m2 + c1) * (2 * (m12 - m1 * m2) + c2)) / ((m1 * m1 + m2 * m2 + c1) * (m11 - m1 * m1 + m22 - m2 * m2 + c2));
    }
  }
  return total / (rows * columns);
}

/** How often each of the 256 full-range gray values occurs in a region. */
export function histogram(image, [left, top, width, height]) {
  const counts = new Uint32Array(256), { data, width: row } = image;
  for (let y = top; y < top + height; y++) {
    for (let x = left, at = (y * row + left) * 4; x < left + width; x++, at += 4) {
      counts[image.channels === 1 ? data[at] : Math.round(0.299 * data[at] + 0.587 * data[at + 1] + 0.114 * data[at + 2])]++;
    }
  }
  return counts;
}
