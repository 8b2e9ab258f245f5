// Where an image lies on a canvas, in device pixels. Pure.

/** The scale that a state's zoom means for an image on a canvas. */
export function scaleOf(zoom, canvas, image) {
  const fit = Math.min(canvas.width / image.width, canvas.height / image.height);
  return zoom === "fit" ? fit >= 1 ? Math.floor(fit) : fit : zoom ?? Math.max(1, Math.floor(fit));
}

/** { scale, left, top }: the image's corner on whole device pixels, so that at 100 % a pixel is exactly a pixel. */
export function place(state, canvas, image) {
  const scale = scaleOf(state.zoom, canvas, image);
  return { scale, left: Math.round(canvas.width / 2 - state.x * image.width * scale), top: Math.round(canvas.height / 2 - state.y * image.height * scale) };
}

/** The pixel under a point of the canvas; null outside. */
export function pixelAt(placed, image, x, y) {
  const column = Math.floor((x - placed.left) / placed.scale), row = Math.floor((y - placed.top) / placed.scale);
  return column >= 0 && row >= 0 && column < image.width && row < image.height ? [column, row] : null;
}

const clamp = value => Math.max(0, Math.min(1, value));

/** The middle after the image was moved by device pixels. */
export function moved(state, placed, image, dx, dy) {
  return { x: clamp(state.x - dx / (image.width * placed.scale)), y: clamp(state.y - dy / (image.height * placed.scale)) };
}

/** Zoom and middle so that what lies under (x, y) of the canvas stays there at the new scale. */
export function zoomed(state, canvas, image, scale, x, y) {
  const before = place(state, canvas, image), next = Math.max(0.01, Math.min(64, scale));
  const share = (at, from, size) => (at - from) / (size * before.scale);
  const [u, v] = [share(x, before.left, image.width), share(y, before.top, image.height)];
  return { zoom: next, x: clamp(u - (x - canvas.width / 2) / (image.width * next)), y: clamp(v - (y - canvas.height / 2) / (image.height * next)) };
}

/** Steps of the zoom keys and buttons: …, 1/4, 1/3, 1/2, 1, 2, 3, 4, 6, 8 … */
export function nextScale(scale, direction) {
  const steps = [1 / 64, 1 / 32, 1 / 16, 1 / 8, 1 / 6, 1 / 4, 1 / 3, 1 / 2, 2 / 3, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64];
  return direction > 0 ? steps.find(step => step > scale * 1.001) ?? 64 : steps.findLast(step => step < scale * 0.999) ?? 1 / 64;
}
