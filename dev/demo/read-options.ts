import { parseArgs } from "node:util";
import { readSystems, type SystemName } from "./systems.ts";

export const USAGE = `Usage: npm run demo -- [options]

Starts PostgreSQL, OpenLDAP, a mail server, a pretend Slack workspace and acct on this machine, and prints the address
of a page on which you can act as anybody. Ctrl-C ends all of it.

  --walk                      go through the story without a browser, print each step, and end
  --with openstack,slurm      also start real OpenStack services, with quotas, real Slurm accounting, or both
  --port 8080                 serve the page at this port, so that its address stays the same
  --open                      open the page in your browser
  -h, --help                  print this text

The demo writes only below .cache/, which you may delete at any time; the next start downloads what it needs again.`;

const EXAMPLES: Readonly<Record<string, string>> = { with: "--with openstack", port: "--port 8080" };
const MAX_PORT = 65_535;

export interface DemoOptions {
  readonly walk: boolean;
  readonly help: boolean;
  readonly open: boolean;
  /** 0: any free one. */
  readonly port: number;
  readonly systems: readonly SystemName[];
}

/** Reads the command line. Throws a sentence that names what is not understood. */
export function readOptions(args: readonly string[]): DemoOptions {
  const options = {
    walk: { type: "boolean", default: false },
    with: { type: "string", default: "" },
    port: { type: "string", default: "0" },
    open: { type: "boolean", default: false },
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
    const takesValue = token.name === "with" || token.name === "port";
    if (takesValue && token.value === undefined)
      throw new Error(`${token.rawName} needs a value, such as ${EXAMPLES[token.name]}.`);
    if (!takesValue && token.value !== undefined) throw new Error(`${token.rawName} takes no value.`);
  }
  const [extra] = positionals;
  if (extra !== undefined) throw new Error(`"${extra}" is not understood: the demo takes options only.`);
  return {
    walk: values.walk === true,
    help: values.help === true,
    open: values.open === true,
    port: readPort(String(values.port)),
    systems: readSystems(String(values.with)),
  };
}

function readPort(wish: string): number {
  if (!/^\d{1,5}$/.test(wish) || Number(wish) > MAX_PORT)
    throw new Error(`--port takes a number up to ${MAX_PORT}, not "${wish}".`);
  return Number(wish);
}
