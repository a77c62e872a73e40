#!/usr/bin/env node
// The `acct` command. It is plain JavaScript without packages, because any version of Node.js may run it.
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { findNode } from "./find-node.mjs";
import { runChild } from "./run-child.mjs";

// By default this signal opens a debugger through which any local user could read the secrets in our environment.
process.on("SIGUSR1", () => undefined);

// The kernel ignores signals without a handler for the first process of a container (pid_namespaces(7)), so acct would start
// although it was told to end. A server replaces these handlers as soon as it can end in order.
if (process.pid === 1) {
  process.on("SIGTERM", () => process.exit(143));
  process.on("SIGINT", () => process.exit(130));
}

const root = fileURLToPath(new URL("..", import.meta.url));
const cli = join(root, "src", "cli.ts");
const node = findNode(root);

if (node === process.execPath) {
  process.argv[1] = cli;
  await import(pathToFileURL(cli).href);
} else {
  runChild(node, ["--disable-sigusr1", cli, ...process.argv.slice(2)], process.env);
}
