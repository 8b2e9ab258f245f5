// Off the main thread: decoding, error maps, exposure, measures. Pixels come by their address (the browser keeps them),
// bitmaps go back without being copied.
import { histogram, quality } from "./quality.js";
import { errorMap, toned } from "./tones.js";

const exact = { colorSpaceConversion: "none", premultiplyAlpha: "none" };
const decoded = new Map(); // address → promise of pixels, the latest used last
const most = 64e6; // pixels kept

async function bitmapOf(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  return createImageBitmap(await response.blob(), exact);
}

function pixels(address, channels) {
  const found = decoded.get(address) ?? bitmapOf(address).then(bitmap => {
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d", { willReadFrequently: true });
    context.drawImage(bitmap, 0, 0);
    bitmap.close();
    const { data, width, height } = context.getImageData(0, 0, context.canvas.width, context.canvas.height);
    return { data, width, height };
  });
  decoded.delete(address);
  decoded.set(address, found);
  found.then(forget, () => decoded.delete(address));
  return found.then(image => ({ ...image, channels }));
}

async function forget() {
  let sum = 0;
  for (const [address, promise] of [...decoded].reverse()) {
    const image = await promise.catch(() => null);
    sum += image ? image.width * image.height : 0;
    if (sum > most && sum > image?.width * image?.height) decoded.delete(address);
  }
}

/** The bitmap with its halves, quarters … for views that show it smaller than it is. */
async function levels(bitmap) {
  const all = [bitmap];
  while (Math.max(all[all.length - 1].width, all[all.length - 1].height) > 256) {
    const last = all[all.length - 1];
    all.push(await createImageBitmap(last, { resizeWidth: Math.max(1, last.width >> 1), resizeHeight: Math.max(1, last.height >> 1), resizeQuality: "medium" }));
  }
  return all;
}

async function picture({ address, channels, reference, error, range, ev, gamma }) {
  if (error === "off" && ev === 0 && gamma === 1) return levels(await bitmapOf(address));
  const image = await pixels(address, channels);
  let data;
  if (error !== "off") {
    const truth = await pixels(reference.address, reference.channels);
    if (truth.width !== image.width || truth.height !== image.height) throw new Error("The reference has another size.");
    data = errorMap(error, image, truth, range);
  } else {
    data = toned(image, ev, gamma);
  }
  return levels(await createImageBitmap(new ImageData(data, image.width, image.height), exact));
}

async function measure({ address, channels, reference, region, of }) {
  const [image, truth] = await Promise.all([pixels(address, channels), pixels(reference.address, reference.channels)]);
  if (truth.width !== image.width || truth.height !== image.height) throw new Error("The reference has another size.");
  return quality(image, truth, region ?? [0, 0, image.width, image.height], of);
}

async function counts({ address, channels, region }) {
  const image = await pixels(address, channels);
  return histogram(image, region ?? [0, 0, image.width, image.height]);
}

/** By the server, which has the network: the address of a run's image, and what the address of the truth says of its hash. */
async function lpips({ address, reference, region: [x, y, width, height] }) {
  const [path] = address.split("?"), hash = new URL(reference.address, location.origin).searchParams.get("v");
  const answer = await (await fetch(`${path}/lpips?${new URLSearchParams({ reference: hash, x, y, width, height })}`)).json();
  if (answer.lpips_squeeze === undefined) throw new Error(answer.detail ?? "The server gave no answer.");
  return answer.lpips_squeeze;
}

const jobs = { picture, measure, counts, lpips };
onmessage = async ({ data: { id, job, ...what } }) => {
  try {
    const result = await jobs[job](what);
    postMessage({ id, result }, job === "picture" ? result : []);
  } catch (error) {
    postMessage({ id, error: error.message });
  }
};
