// One connection to the hub for the whole page. Each watcher of a run gets its messages and learns of a new connection.
import { script } from "./script.js";

const watchers = new Map(); // run id → set of { points, state, again }
let connection, starting;

async function connect() {
  await script("/lib/signalr/signalr.min.js", "signalR");
  const { HubConnectionBuilder, LogLevel } = globalThis.signalR;
  connection = new HubConnectionBuilder().withUrl("/hubs/runs").configureLogging(LogLevel.Error)
    .withAutomaticReconnect({ nextRetryDelayInMilliseconds: context => Math.min(5000, 250 * 2 ** context.previousRetryCount) }).build();
  connection.on("points", message => each(message.run, watcher => watcher.points?.(message)));
  connection.on("state", message => each(message.run, watcher => watcher.state?.(message)));
  connection.onreconnected(async () => {
    for (const run of watchers.keys()) await ask(run);
    for (const set of watchers.values()) for (const watcher of [...set]) watcher.again?.();
  });
  for (let wait = 250; ; wait = Math.min(5000, 2 * wait)) {
    try { return await connection.start(); } catch { await later(wait); }
  }
}

const later = wait => new Promise(resolve => setTimeout(resolve, wait));

/** Until the server has agreed; a lost connection asks again when it is back. */
async function ask(run) {
  for (let wait = 250; watchers.has(run) && connection.state === "Connected"; wait = Math.min(5000, 2 * wait)) {
    try { return await connection.invoke("Watch", run); } catch { await later(wait); }
  }
}

function each(run, act) { for (const watcher of [...watchers.get(run) ?? []]) act(watcher); }

/** Watches a run until `stop` is called. Resolves when messages are sure to arrive. */
export async function watch(run, watcher) {
  const first = !watchers.has(run);
  if (first) watchers.set(run, new Set());
  watchers.get(run).add(watcher);
  await (starting ??= connect());
  if (first) await ask(run);
  return {
    stop() {
      const set = watchers.get(run);
      set?.delete(watcher);
      if (set?.size === 0) {
        watchers.delete(run);
        connection?.invoke("Unwatch", run).catch(() => {});
      }
    },
  };
}
