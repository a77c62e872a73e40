import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { type FileFormat, openFileSource } from "../../src/adopt/open-file-source.ts";
import { planAdoption } from "../../src/adopt/plan-adoption.ts";

// Reads a file and plans its adoption into an empty registry. Prints how many bytes of heap the result needs.
const [format, file] = process.argv.slice(2) as [FileFormat, string];
setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
const live = () => {
  collect();
  return process.memoryUsage().heapUsed;
};

const before = live();
const source = openFileSource(format, file);
const reading = await source.read(() => undefined);
const registry = {
  accounts: [],
  projects: [],
  memberships: new Map<string, null>(),
  owners: new Map<string, number>(),
  sizes: new Map(),
};
const plan = planAdoption([{ system: source.system, reading }], registry, {
  rules: { numbers: { from: 1000, to: 4_294_967_293 }, isReserved: () => false },
});
const bytes = live() - before;
console.log(
  JSON.stringify({
    bytes,
    accounts: reading.accounts.length,
    planned: plan.accounts.length,
    memberships: plan.memberships.length,
  }),
);
