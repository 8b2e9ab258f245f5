// The figure as papers print it: pictures in columns, frames of the regions, the regions magnified below, numbers under
// each. As one PNG, or as LaTeX with a PNG a picture. What is exported is what is seen: error maps and exposure included.
import { save } from "./dom.js";
import { regionColours } from "./draw.js";
import { latex } from "./latex.js";
import { script } from "../script.js";

const widest = 8192, gap = 8;

/** Rows of cells with their picture, once everything that they need has come. */
async function cells(view) {
  const { matrix, state, pictures } = view, columns = state.mode === "side" ? matrix.columns : matrix.pair;
  const wanted = matrix.shown.map(name => columns.map(column => {
    const pane = view.panes.find(one => one.name === name && one.columns.some(own => own.id === column.id));
    return { name, column, frame: matrix.frame(name, column.id), what: pane?.what(view, column), pane };
  }));
  for (let wait = 0; ; wait++) {
    const open = wanted.flat().some(cell => (cell.what && !pictures.get(cell.what)) || (cell.pane && cell.pane.whole(view, cell.column) === null));
    if (!open || wait > 600) break;
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  return wanted.map(row => row.map(cell => ({ ...cell, picture: cell.what ? pictures.get(cell.what) : null, value: cell.pane?.whole(view, cell.column) })).filter(cell => cell.picture?.levels));
}

/** "30.12 dB / 0.9123"; empty for a reference. */
export const numbers = value => value && !value.error && value.psnr !== undefined
  ? `${value.psnr === Infinity ? "∞" : value.psnr.toFixed(2)} dB${Number.isFinite(value.ssim) ? ` / ${value.ssim.toFixed(4)}` : ""}` : "";

function canvas(width, height) {
  const made = document.createElement("canvas");
  [made.width, made.height] = [width, height];
  const context = made.getContext("2d");
  context.imageSmoothingEnabled = false;
  return context;
}

/** A region that lies in the picture, with the whole number by which it is magnified to a width. */
function magnified({ width, height }, [x, y, w, h], to) {
  const left = Math.min(x, width - 1), top = Math.min(y, height - 1), region = [left, top, Math.min(w, width - left), Math.min(h, height - top)];
  return { region, times: Math.max(1, Math.floor(to / region[2])) };
}

function compose(rows, regions) {
  const most = Math.max(...rows.map(row => row.length)), widths = rows.flat().map(cell => cell.picture.width);
  let level = 0, times = Math.max(1, Math.floor(320 / Math.max(...widths)));
  while (most * (Math.max(...widths) >> level) > widest) level++;
  if (level > 0) times = 1;
  const size = picture => { const source = picture.levels[Math.min(level, picture.levels.length - 1)]; return { source, width: source.width * times, height: source.height * times }; };
  const cell = Math.max(...rows.flat().map(one => size(one.picture).width)), font = Math.max(13, Math.round(cell / 26)), line = Math.round(font * 1.45);
  const cropWidth = regions.length ? Math.floor((cell - gap * (regions.length - 1)) / regions.length) : 0;
  const heights = rows.map(row => ({
    picture: Math.max(...row.map(one => size(one.picture).height)),
    crops: regions.length ? gap + Math.max(...row.flatMap(one => regions.map(region => { const m = magnified(one.picture, region, cropWidth); return m.region[3] * m.times; }))) : 0,
  }));
  const several = rows.length > 1 ? line : 0;
  const context = canvas(gap + most * (cell + gap), gap + heights.reduce((sum, one) => sum + several + one.picture + one.crops + 2 * line + gap, 0));
  context.fillStyle = "#fff";
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
  context.textBaseline = "middle";
  let top = gap;
  rows.forEach((row, at) => {
    if (several) {
      context.fillStyle = "#000";
      context.textAlign = "left";
      context.font = `600 ${font}px sans-serif`;
      context.fillText(row[0]?.name ?? "", gap, top + line / 2);
      top += several;
    }
    row.forEach((one, index) => {
      const left = gap + index * (cell + gap), { source, width, height } = size(one.picture), from = left + Math.floor((cell - width) / 2), scale = width / one.picture.width;
      context.drawImage(source, 0, 0, source.width, source.height, from, top, width, height);
      const stroke = Math.max(2, Math.round(cell / 160));
      regions.forEach((region, number) => {
        const { region: [x, y, w, h], times: by } = magnified(one.picture, region, cropWidth);
        context.lineWidth = stroke;
        context.strokeStyle = regionColours[number];
        context.strokeRect(from + x * scale - stroke / 2, top + y * scale - stroke / 2, w * scale + stroke, h * scale + stroke);
        const cropLeft = left + number * (cropWidth + gap) + Math.floor((cropWidth - w * by) / 2), cropTop = top + heights[at].picture + gap;
        context.drawImage(one.picture.levels[0], x, y, w, h, cropLeft, cropTop, w * by, h * by);
        context.strokeRect(cropLeft + stroke / 2, cropTop + stroke / 2, w * by - stroke, h * by - stroke);
      });
      context.fillStyle = "#000";
      context.textAlign = "center";
      const below = top + heights[at].picture + heights[at].crops;
      context.font = `600 ${font}px sans-serif`;
      context.fillText(one.column.title, left + cell / 2, below + line * 0.6, cell);
      context.font = `${font}px sans-serif`;
      context.fillText(numbers(one.value), left + cell / 2, below + line * 1.55, cell);
    });
    top += heights[at].picture + heights[at].crops + 2 * line + gap;
  });
  return context.canvas;
}

const png = canvas => new Promise((resolve, reject) => canvas.toBlob(blob => blob ? resolve(blob) : reject(new Error("The figure is too large for this browser.")), "image/png"));
const bytes = async context => new Uint8Array(await (await png(context.canvas)).arrayBuffer());
const slug = text => text.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "") || "image";

async function files(rows, state) {
  const result = {}, cellsOf = [];
  for (const [r, row] of rows.entries()) {
    const line = [];
    for (const [c, one] of row.entries()) {
      const base = `images/${r + 1}${String.fromCharCode(97 + c)}-${slug(one.name)}-${slug(one.column.title)}`, { width, height } = one.picture;
      const whole = canvas(width, height);
      whole.drawImage(one.picture.levels[0], 0, 0);
      result[`${base}.png`] = await bytes(whole);
      const regions = [];
      for (const [number, region] of state.regions.entries()) {
        const { region: [x, y, w, h], times } = magnified(one.picture, region, 480), crop = canvas(w * times, h * times);
        crop.drawImage(one.picture.levels[0], x, y, w, h, 0, 0, w * times, h * times);
        result[`${base}-region${number + 1}.png`] = await bytes(crop);
        regions.push({ file: `${base}-region${number + 1}.png`, box: [x / width, 1 - (y + h) / height, (x + w) / width, 1 - y / height] });
      }
      line.push({ file: `${base}.png`, title: one.column.title, numbers: numbers(one.value), regions });
    }
    cellsOf.push({ name: row[0]?.name ?? "", cells: line });
  }
  result["figure.tex"] = new TextEncoder().encode(latex(cellsOf, { colours: regionColours, error: state.error, range: state.range, address: location.pathname + location.search }));
  return result;
}

/** kind: "png" or "latex". */
export async function figure(view, kind) {
  const rows = (await cells(view)).filter(row => row.length > 0);
  if (rows.length === 0) return;
  const name = `figure-${slug(rows.length > 1 ? "matrix" : rows[0][0].name)}`;
  if (kind === "png") return save(await png(compose(rows, view.state.regions)), `${name}.png`);
  await script("/lib/fflate/index.js", "fflate");
  save(new Blob([globalThis.fflate.zipSync(await files(rows, view.state), { level: 0 })], { type: "application/zip" }), `${name}.zip`);
}
