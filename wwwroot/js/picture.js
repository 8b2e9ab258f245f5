// A result table as a picture: three rules as in print, best bold, second best underlined, black on white in either theme.
const SCALE = 3, PAD = 24, GAP = 28, LINE = 24, SMALL = 17;
const family = () => getComputedStyle(document.body).fontFamily;
const fonts = { text: "14px", bold: "700 14px", head: "500 13px", small: "italic 12px", title: "600 15px" };

/** Draws the table; returns a canvas. */
export function draw(table) {
  const canvas = document.createElement("canvas"), pen = canvas.getContext("2d");
  const use = font => { pen.font = `${fonts[font]} ${family()}`; };
  const wide = (text, font) => { use(font); return pen.measureText(text).width; };
  const cellWidth = cell => Math.max(wide(cell.mean, cell.rank === 1 ? "bold" : "text") + wide(cell.spread, "text"), wide(cell.published, "small"));
  const names = Math.max(wide("Method", "head"), ...table.rows.map(row => wide(row.name, "text")));
  const columns = table.heads.map((head, at) => Math.max(wide(head, "head"), ...table.rows.map(row => cellWidth(row.cells[at]))));
  let at = 0; // a group's head may be wider than its columns
  for (const group of table.groups) {
    const own = columns.slice(at, at + group.count).reduce((sum, width) => sum + width, 0) + GAP * (group.count - 1), more = wide(group.text, "head") - own;
    if (more > 0) for (let i = at; i < at + group.count; i++) columns[i] += more / group.count;
    at += group.count;
  }
  const heights = table.rows.map(row => LINE + (row.cells.some(cell => cell.published && cell.mean) ? SMALL : 0));
  const inner = names + columns.reduce((sum, width) => sum + width + GAP, 0);
  const width = Math.max(inner, wide(table.title, "title"), wide(table.legend, "small")) + 2 * PAD;
  const height = PAD * 2 + (table.title ? 32 : 0) + (table.groups.length ? LINE : 0) + LINE + 20 + heights.reduce((sum, one) => sum + one, 0) + 28;
  canvas.width = Math.ceil(width * SCALE);
  canvas.height = Math.ceil(height * SCALE);
  pen.scale(SCALE, SCALE);
  pen.fillStyle = "#fff"; pen.fillRect(0, 0, width, height);
  pen.fillStyle = "#111"; pen.strokeStyle = "#111"; pen.textBaseline = "alphabetic";
  const rule = (y, thick, from = PAD, to = PAD + inner) => { pen.lineWidth = thick; pen.beginPath(); pen.moveTo(from, y); pen.lineTo(to, y); pen.stroke(); };
  const put = (text, x, y, font, align = "left") => { use(font); pen.textAlign = align; pen.fillText(text, x, y); };
  const right = columns.map((_, i) => PAD + names + columns.slice(0, i + 1).reduce((sum, one) => sum + one + GAP, 0));
  let y = PAD;
  if (table.title) { put(table.title, PAD, y + 15, "title"); y += 32; }
  rule(y, 1.6);
  if (table.groups.length) {
    let first = 0;
    for (const group of table.groups) {
      const last = first + group.count - 1, from = right[first] - columns[first], to = right[last];
      put(group.text, (from + to) / 2, y + 17, "head", "center");
      if (group.text) rule(y + LINE, .6, from, to);
      first += group.count;
    }
    y += LINE;
  }
  put("Method", PAD, y + 17, "head");
  table.heads.forEach((head, i) => put(head, right[i], y + 17, "head", "right"));
  y += LINE + 4;
  rule(y, 1);
  y += 4;
  table.rows.forEach((row, r) => {
    put(row.name, PAD, y + 16, "text");
    row.cells.forEach((cell, i) => {
      put(cell.spread, right[i], y + 16, "text", "right");
      const end = right[i] - wide(cell.spread, "text"), font = cell.rank === 1 ? "bold" : "text";
      put(cell.mean, end, y + 16, font, "right");
      if (cell.rank === 2) rule(y + 19, .8, end - wide(cell.mean, font), end);
      pen.fillStyle = "#555";
      if (cell.published) put(cell.published, right[i], y + 16 + (cell.mean ? SMALL : 0), "small", "right");
      pen.fillStyle = "#111";
    });
    y += heights[r];
  });
  rule(y + 4, 1.6);
  pen.fillStyle = "#555";
  put(table.legend, PAD, y + 24, "small");
  return canvas;
}

/** Draws the table and hands the picture to the browser as a file. */
export async function save(table, name) {
  await document.fonts.ready;
  const blob = await new Promise(done => draw(table).toBlob(done, "image/png"));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${name}.png`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
