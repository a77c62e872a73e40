#!/usr/bin/env node
// The `acct` command. It is plain JavaScript without packages, because any version of Node.js may run it.
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { findNode } from "./find-node.mjs";
import { runChild } from "./run-child.mjs";

// By default this signal opens a debugger through which any local user could read the secrets in our environment.
process.on("SIGUSR1", () => undefined);

const root = fileURLToPath(new URL("..", import.meta.url));
const cli = join(root, "src", "cli.ts");
const node = findNode(root);

if (node === process.execPath) {
  process.argv[1] = cli;
  await import(pathToFileURL(cli).href);
} else {
  runChild(node, ["--disable-sigusr1", cli, ...process.argv.slice(2)], process.env);
}
