#!/usr/bin/env node
import "./cli/resolve-drizzle.ts";

// Modules that a file names at its top are resolved before its first line runs, and these are to be resolved quickly.
await import("./cli/program.ts");
