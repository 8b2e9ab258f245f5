#!/usr/bin/env bash
# plotly.js-basic-dist-min 3.7.0 (npm, the one that Plotly.Blazor 7.2.0 carries) on a page with <base href>, which every Blazor page
# has: a chart names its clip paths by the page's whole address at the moment when it was made. history.pushState, as a router or a
# zoom kept in the address calls it, breaks them: from then on lines and markers are drawn beyond the axes, over the labels.
# Neither a redraw by Plotly.relayout nor one by Plotly.restyle repairs it. Without <base> the names are fragments and hold.
# A good engineer would take a chart to be independent of the address of its page.
#
# Needs npm and Chromium (CHROMIUM=/path, else `chromium`). Seen (Chromium 156):
#   with <base>:    made at ?a=1 clip paths at ?a=1; after pushState(?a=2), relayout and restyle still at ?a=1
#   without <base>: fragments before and after
set -euo pipefail
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts plotly.js-basic-dist-min@3.7.0
page() {
  cat <<X
<!doctype html><html><head><meta charset="utf-8">$1<script src="/plotly.js"></script></head><body><div id="plot" style="width:400px;height:300px"></div><pre id="seen"></pre>
<script>
(async () => {
  const kind = () => { const name = document.querySelector("#plot [clip-path]").getAttribute("clip-path"); return /\?a=\d/.exec(name)?.[0] ?? (name.startsWith("url(#") ? "fragment" : name); };
  await Plotly.newPlot("plot", [{ x: [0, 1, 2, 3], y: [0, 1, 0, 1] }], { xaxis: { range: [1, 2] } });
  const seen = [kind()];
  history.pushState(null, "", location.pathname + "?a=2");
  await Plotly.relayout("plot", { "xaxis.range": [1.2, 2] });
  seen.push(kind());
  await Plotly.restyle("plot", { "line.width": 3 });
  seen.push(kind());
  document.querySelector("#seen").textContent = "SEEN " + seen.join(" ");
})();
</script></body></html>
X
}
mkdir site
cp node_modules/plotly.js-basic-dist-min/plotly-basic.min.js site/plotly.js
page '<base href="/">' > site/with.html
page '' > site/without.html
cat > serve.js <<'X'
const http = require("http"), fs = require("fs");
const server = http.createServer((request, response) => {
  const name = "site" + new URL(request.url, "http://x").pathname;
  if (!fs.existsSync(name) || name === "site/") { response.writeHead(404).end(); return; }
  response.writeHead(200, { "Content-Type": name.endsWith(".js") ? "text/javascript" : "text/html" }).end(fs.readFileSync(name));
}).listen(0, "127.0.0.1", () => fs.writeFileSync("port", String(server.address().port)));
X
node serve.js & server=$!
for _ in $(seq 50); do [ -s port ] && break; sleep 0.1; done
look() {
  "${CHROMIUM:-chromium}" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update \
    --disable-sync --user-data-dir="$folder/profile-$1" --virtual-time-budget=10000 --dump-dom "http://127.0.0.1:$(cat port)/$1.html?a=1" 2>/dev/null | grep -oE 'SEEN (\?a=[0-9]|fragment| )+' | sed 's/ *$//'
}
with=$(look with) without=$(look without)
echo "plotly.js 3.7.0 with <base>: $with"
echo "plotly.js 3.7.0 without <base>: $without"
[ "$with" = "SEEN ?a=1 ?a=1 ?a=1" ] && [ "$without" = "SEEN fragment fragment fragment" ] || { echo "This has changed."; exit 1; }
