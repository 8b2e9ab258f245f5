// Draws a picture onto a canvas: nearest neighbour from 100 % up, averaged levels below.
export const regionColours = ["#e69f00", "#56b4e9"];

/** The picture at its place; only what is seen is touched. `clip` is [from, to] in device pixels across. */
export function drawPicture(context, picture, placed, smooth, [from, to]) {
  const { levels, width, height } = picture, { scale, left, top } = placed, canvas = context.canvas;
  const level = scale >= 1 ? 0 : Math.min(levels.length - 1, Math.floor(Math.log2(1 / scale) + 1e-6));
  const source = levels[level], sx = source.width / width, sy = source.height / height;
  const x0 = Math.max(0, Math.floor((from - left) / scale)), x1 = Math.min(width, Math.ceil((to - left) / scale));
  const y0 = Math.max(0, Math.floor(-top / scale)), y1 = Math.min(height, Math.ceil((canvas.height - top) / scale));
  if (x1 <= x0 || y1 <= y0) return;
  context.imageSmoothingEnabled = scale < 1 || smooth;
  context.imageSmoothingQuality = "low";
  context.save();
  context.beginPath();
  context.rect(from, 0, to - from, canvas.height);
  context.clip();
  context.drawImage(source, x0 * sx, y0 * sy, (x1 - x0) * sx, (y1 - y0) * sy, left + x0 * scale, top + y0 * scale, (x1 - x0) * scale, (y1 - y0) * scale);
  context.restore();
}

/** Frames of the regions, outside of the pixels that they hold. */
export function drawRegions(context, regions, placed, ratio) {
  const line = Math.max(2, Math.round(2 * ratio));
  context.lineWidth = line;
  regions.forEach(([x, y, w, h], index) => {
    const at = [placed.left + x * placed.scale - line / 2, placed.top + y * placed.scale - line / 2, w * placed.scale + line, h * placed.scale + line].map(Math.round);
    context.strokeStyle = "rgb(0 0 0 / 55%)";
    context.strokeRect(at[0] - 1, at[1] - 1, at[2] + 2, at[3] + 2);
    context.strokeStyle = regionColours[index];
    context.strokeRect(...at);
  });
}

/** A canvas as large in device pixels as its element is. */
export function resize(canvas) {
  const ratio = devicePixelRatio, box = canvas.getBoundingClientRect();
  const [width, height] = [Math.max(1, Math.round(box.width * ratio)), Math.max(1, Math.round(box.height * ratio))];
  if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
  return { width, height };
}

/** A region magnified as much as fits: by a whole number from two up, so that pixels stay pixels; smoothly below. */
export function drawRegion(canvas, picture, [x, y, w, h], smooth) {
  const { width, height } = resize(canvas), context = canvas.getContext("2d");
  const fit = Math.min(width / w, height / h), scale = fit >= 2 ? Math.floor(fit) : fit;
  context.clearRect(0, 0, width, height);
  if (!picture?.levels) return;
  context.imageSmoothingEnabled = smooth || scale < 2;
  context.drawImage(picture.levels[0], x, y, w, h, Math.floor((width - w * scale) / 2), Math.floor((height - h * scale) / 2), w * scale, h * scale);
}

const probe = document.createElement("canvas");
probe.width = probe.height = 1;
const reader = probe.getContext("2d", { willReadFrequently: true });

/** [r, g, b] of a pixel. */
export function readPixel(picture, [x, y]) {
  reader.clearRect(0, 0, 1, 1);
  reader.drawImage(picture.levels[0], x, y, 1, 1, 0, 0, 1, 1);
  return [...reader.getImageData(0, 0, 1, 1).data.slice(0, 3)];
}
