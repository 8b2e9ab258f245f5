// figure.tex: pictures in columns, frames drawn by TikZ over unspoilt pixels. Pure.
const special = { "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "$": "\\$", "&": "\\&", "#": "\\#", "%": "\\%", "_": "\\_", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}",
  "μ": "$\\mu$", "κ": "$\\kappa$", "α": "$\\alpha$", "β": "$\\beta$", "σ": "$\\sigma$", "ω": "$\\omega$", "∞": "$\\infty$", "−": "$-$", "±": "$\\pm$", "×": "$\\times$", "·": "$\\cdot$" };
export const escape = text => text.replace(/[\\{}$&#%_~^μκασβω∞−±×·]/g, sign => special[sign]);

const fixed = value => +value.toFixed(5);

function picture({ file, regions }, width) {
  const frames = regions.map(({ box: [x0, y0, x1, y1] }, at) => `      \\draw[hodlregion${"ab"[at]}, line width=0.8pt] (${fixed(x0)},${fixed(y0)}) rectangle (${fixed(x1)},${fixed(y1)});`);
  return [
    "    \\begin{tikzpicture}",
    `      \\node[inner sep=0pt, anchor=south west] (i) at (0,0) {\\includegraphics[width=${width}]{${file}}};`,
    ...(frames.length ? ["      \\begin{scope}[x={(i.south east)}, y={(i.north west)}]", ...frames, "      \\end{scope}"] : []),
    "    \\end{tikzpicture}",
  ].join("\n");
}

/** rows: [{ name, cells: [{ file, title, numbers, regions: [{ file, box: [x0, y0, x1, y1] from the lower left }] }] }]. */
export function latex(rows, { colours, error, range, address }) {
  const columns = Math.max(...rows.map(row => row.cells.length)), width = `${fixed(Math.floor(985 / columns) / 1000)}\\textwidth`;
  const count = rows[0].cells[0].regions.length;
  const line = all => all.map(one => `\n${one}`).join("\n    &") + " \\\\";
  const body = rows.flatMap(({ name, cells }, at) => [
    ...(rows.length > 1 ? [`    \\multicolumn{${columns}}{@{}l}{\\small ${escape(name)}} \\\\`] : []),
    line(cells.map(cell => picture(cell, width))),
    ...(count ? [line(cells.map(cell => cell.regions.map((region, index) =>
      `    \\fcolorbox{hodlregion${"ab"[index]}}{white}{\\includegraphics[width=\\dimexpr(${width}-${(count - 1) * 2}pt)/${count}-1.6pt\\relax]{${region.file}}}`).join("\\hspace{2pt}%\n")))] : []),
    ...(at === rows.length - 1 || rows.length === 1 ? [`    ${cells.map(cell => `\\small ${escape(cell.title)}`).join(" & ")} \\\\`] : []),
    ...(cells.some(cell => cell.numbers) ? [`    ${cells.map(cell => `\\footnotesize ${escape(cell.numbers)}`).join(" & ")} \\\\`] : []),
  ]);
  const seen = error === "signed" ? ` Signed error, blue $-${range}$ to red $+${range}$.` : error === "abs" ? ` Absolute error from 0 (dark) to ${range} (bright).` : "";
  return `% From ${address}
% In the preamble: \\usepackage{graphicx} and \\usepackage{tikz} (which brings xcolor).
\\begin{figure*}[t]
  \\centering
  \\definecolor{hodlregiona}{HTML}{${colours[0].slice(1).toUpperCase()}}
  \\definecolor{hodlregionb}{HTML}{${colours[1].slice(1).toUpperCase()}}
  \\setlength{\\tabcolsep}{1pt}\\setlength{\\fboxsep}{0pt}\\setlength{\\fboxrule}{0.8pt}
  \\begin{tabular}{@{}${"c".repeat(columns)}@{}}
${body.join("\n")}
  \\end{tabular}
  \\caption{${rows.length === 1 ? escape(rows[0].name) : "Images"}: PSNR in dB / SSIM under each.${seen}}
  \\label{fig:hodl-images}
\\end{figure*}
`;
}
