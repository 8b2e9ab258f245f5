// A chart of what the server has computed: sweeps and method studies.
import { chart } from "./chart.js";
import { number } from "./format.js";

export async function lines(root, config) {
  const plot = await chart(root.querySelector(".plot"));
  const draw = ({ lines, ...rest }) => {
    const traces = lines.map(line => ({
      ...line, y: line.y.map(number), error: line.error.length ? line.error.map(number) : null, hover: line.hover.length ? line.hover : null,
      dash: line.dash.replace(/(\d+) ?/g, "$1px,").replace(/,$/, ""),
    }));
    plot.draw({ traces, decades: true, ...rest });
    root.dataset.lines = traces.length;
  };
  draw(config);
  return { update: draw, stop: plot.stop };
}
