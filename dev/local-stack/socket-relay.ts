// A program that makes ports of its own network reachable from another one, through UNIX sockets that are named after the ports:
//   node socket-relay.ts FOLDER ADDRESS PORT…
// A socket is there as soon as the server responds on its port.
import { rm } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { answers } from "./answers.ts";

const [folder = "", host = "", ...ports] = process.argv.slice(2);
await Promise.all(ports.map((port) => relay(Number(port))));

async function relay(port: number): Promise<void> {
  while (!(await answers({ host, port }))) await delay(20);
  const server = createServer((client) => {
    const upstream = connect({ host, port });
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      from.on("error", () => to.destroy()).on("close", () => to.destroy());
      from.pipe(to);
    }
  });
  const path = join(folder, String(port));
  await rm(path, { force: true });
  server.listen(path);
}
