// Watches one live run from many connections and measures what that costs the server.
//   node tests/tools/hub-clients.mjs http://127.0.0.1:5080 RUN COUNT SERVER_PID
// Prints the points that each client ended with, gaps and duplicates by sequence number, and the server's CPU per second.
import { readFileSync } from "node:fs";
import { HttpTransportType, HubConnectionBuilder, LogLevel } from "@microsoft/signalr";

const [url, run, count, pid] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4]), process.argv[5]];
const ticks = () => readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ").slice(11, 13).reduce((sum, text) => sum + Number(text), 0) / 100;

async function watch() {
  const client = { sequence: -1, kept: [], steps: new Map(), holes: 0, dropped: 0, messages: 0, bytes: 0 };
  const add = (name, steps) => client.steps.set(name, (client.steps.get(name) ?? []).concat(steps));
  const apply = message => {
    if (message.sequence <= client.sequence) { client.dropped++; return; }
    if (message.from !== client.sequence + 1) client.holes++;
    client.sequence = message.sequence;
    client.messages++;
    for (const series of message.series) add(series.name, series.steps);
  };
  const connection = new HubConnectionBuilder().withUrl(`${url}/hubs/runs`, { transport: HttpTransportType.WebSockets, skipNegotiation: true })
    .configureLogging(LogLevel.Error).build();
  connection.on("points", message => { if (client.sequence < 0) client.kept.push(message); else apply(message); });
  client.ended = new Promise(resolve => connection.on("state", state => { if (!["running", "queued"].includes(state.state)) resolve(); }));
  await connection.start();
  await connection.invoke("Watch", run);
  const history = await (await fetch(`${url}/api/v1/runs/${run}/series`)).json();
  for (const series of history.series) add(series.series, series.steps);
  client.sequence = history.sequence;
  client.kept.sort((a, b) => a.sequence - b.sequence).forEach(apply);
  client.connection = connection;
  return client;
}

const clients = await Promise.all(Array.from({ length: count }, watch));
const [cpu, time] = [ticks(), performance.now()];
await (count > 0 ? Promise.all(clients.map(client => client.ended)) : new Promise(resolve => setTimeout(resolve, 15000)));
const seconds = (performance.now() - time) / 1000;
console.log(`server CPU ${(100 * (ticks() - cpu) / seconds).toFixed(1)} % of a core over ${seconds.toFixed(1)} s with ${count} clients`);
await new Promise(resolve => setTimeout(resolve, 1000));
const whole = await (await fetch(`${url}/api/v1/runs/${run}/series`)).json();
const lost = client => whole.series.reduce((sum, series) => {
  const seen = client.steps.get(series.series) ?? [];
  return sum + (seen.length === series.steps.length && seen.every((step, i) => step === series.steps[i]) ? 0 : 1);
}, 0);
console.log(`messages a client ${clients[0]?.messages ?? 0}, holes ${clients.reduce((sum, client) => sum + client.holes, 0)}, duplicates dropped ${clients.reduce((sum, client) => sum + client.dropped, 0)}, series that differ from the store ${clients.reduce((sum, client) => sum + lost(client), 0)} of ${clients.length * whole.series.length}`);
await Promise.all(clients.map(client => client.connection.stop()));
