// Runs a command of the project with a suitable Node.js, after installing missing packages:
//   node bin/dev.mjs vitest run
// It is plain JavaScript without packages, because any version of Node.js may run it.
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findNode } from "./find-node.mjs";
import { installPackages } from "./install-packages.mjs";
import { runChild } from "./run-child.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
await installPackages(root);

const [command, ...args] = process.argv.slice(2);
const path = [dirname(findNode(root)), join(root, "node_modules", ".bin"), process.env.PATH].join(delimiter);
process.chdir(root);
runChild(command, args, { ...process.env, PATH: path });
