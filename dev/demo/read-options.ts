import { parseArgs } from "node:util";
import { type ChatChoice, readChats } from "./chats.ts";
import { readSystems, type SystemName } from "./systems.ts";

export const USAGE = `Usage: npm run demo -- [options]

Starts PostgreSQL, OpenLDAP, a mail server, a simulated Slack workspace or Mattermost server, and acct on this machine,
and prints the URL of a page where you can act as anyone. Press Ctrl-C to stop.

  --walk                      run the story without a browser, print each step, and exit
  --chat mattermost           with Mattermost instead of Slack, or with both at once (--chat both)
  --with openstack,slurm      also start real OpenStack services with quotas, real Slurm accounting, or both
  --with sheets,rt            requests also come from a spreadsheet and from a real Request Tracker, and are shown there
  --with gitlab               people sign up in a simulated GitLab: rules approve some, and admins decide on the others
  --with arvados              accounts in a simulated Arvados cluster: people sign before they get in, and what they leave
                              goes to their PI
  --port 8080                 serve the page on this port, so that its URL stays the same
  --open                      open the page in your browser
  -h, --help                  print this text

The demo writes only under .cache/, which you can delete at any time; the next start downloads what it needs again.`;

const EXAMPLES: Readonly<Record<string, string>> = {
  chat: "--chat mattermost",
  with: "--with openstack",
  port: "--port 8080",
};
const MAX_PORT = 65_535;

export interface DemoOptions {
  readonly walk: boolean;
  readonly help: boolean;
  readonly open: boolean;
  /** 0 means any free port. */
  readonly port: number;
  readonly chat: ChatChoice;
  readonly systems: readonly SystemName[];
}

/** Reads the command line. Throws with a sentence that names the invalid option. */
export function readOptions(args: readonly string[]): DemoOptions {
  const options = {
    walk: { type: "boolean", default: false },
    chat: { type: "string", default: "slack" },
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
    if (!(token.name in options)) throw new Error(`Unknown option ${token.rawName}.`);
    const takesValue = token.name in EXAMPLES;
    if (takesValue && token.value === undefined)
      throw new Error(`${token.rawName} needs a value, such as ${EXAMPLES[token.name]}.`);
    if (!takesValue && token.value !== undefined) throw new Error(`${token.rawName} takes no value.`);
  }
  const [extra] = positionals;
  if (extra !== undefined) throw new Error(`Unexpected argument "${extra}": the demo only takes options.`);
  return {
    walk: values.walk === true,
    help: values.help === true,
    open: values.open === true,
    port: readPort(String(values.port)),
    chat: readChats(String(values.chat)),
    systems: readSystems(String(values.with)),
  };
}

function readPort(value: string): number {
  if (!/^\d{1,5}$/.test(value) || Number(value) > MAX_PORT)
    throw new Error(`--port needs a number up to ${MAX_PORT}, not "${value}".`);
  return Number(value);
}
