import { parseArgs } from "node:util";
import { readSystems, type SystemName } from "./systems.ts";

export const USAGE = `Usage: npm run demo -- [options]

Starts PostgreSQL, OpenLDAP, a mail server, a pretend Slack workspace and acct on this machine, and prints the address
of a page on which you can act as anybody. Ctrl-C ends all of it.

  --walk                      go through the story without a browser, print each step, and end
  --with openstack,slurm      also start a real Keystone, real Slurm accounting, or both
  -h, --help                  print this text

The demo writes only below .cache/, which you may delete at any time; the next start downloads what it needs again.`;

export interface DemoOptions {
  readonly walk: boolean;
  readonly help: boolean;
  readonly systems: readonly SystemName[];
}

/** Reads the command line. Throws a sentence that names what is not understood. */
export function readOptions(args: readonly string[]): DemoOptions {
  const options = {
    walk: { type: "boolean", default: false },
    with: { type: "string", default: "" },
    help: { type: "boolean", short: "h", default: false },
  } as const;
  const { values, positionals, tokens } = parseArgs({
    args: [...args],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    if (!(token.name in options)) throw new Error(`There is no option ${token.rawName}.`);
    if (token.name === "with" && token.value === undefined)
      throw new Error("--with needs a name, such as --with openstack.");
    if (token.name !== "with" && token.value !== undefined)
      throw new Error(`${token.rawName} takes no value.`);
  }
  const [extra] = positionals;
  if (extra !== undefined) throw new Error(`"${extra}" is not understood: the demo takes options only.`);
  return {
    walk: values.walk === true,
    help: values.help === true,
    systems: readSystems(String(values.with)),
  };
}
