import type { Command } from "commander";
import { arvadosClient } from "../arvados/arvados-client.ts";
import * as commands from "../commands/arvados.ts";
import { localActor } from "../commands/local-actor.ts";
import { guardLogins } from "../credentials/guard-logins.ts";
import { openLog } from "../log.ts";
import { AS_JSON } from "./add-requests.ts";
import { confirm } from "./confirm.ts";
import { print } from "./print.ts";
import { withDatabase } from "./with-database.ts";

interface Options {
  readonly json?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

type Work = (tools: commands.ArvadosTools) => Promise<commands.ArvadosLine[]>;

interface Step {
  /** What it would do. */
  readonly plan: Work;
  readonly run: Work;
  /** Asked before something is destroyed. Undefined: nothing is. */
  readonly question?: string;
}

const WHO = "a username or an address that acct knows, or an address or a UUID in Arvados";
const DRY = ["--dry-run", "only show what would be done"] as const;
const YES = ["--yes", "skip the confirmation"] as const;

/** `acct arvados …` */
export function addArvados(program: Command): void {
  const arvados = program.command("arvados").description("manage accounts in Arvados");
  arvados
    .command("setup")
    .description("set up an account, and activate it unless something is to be signed")
    .argument("<user>", WHO)
    .option(...DRY)
    .option(...AS_JSON)
    .action((user: string, options: Options) =>
      perform(options, {
        plan: (tools) => commands.planSetup(user, tools),
        run: (tools) => commands.setUpByHand(user, tools),
      }),
    );
  arvados
    .command("activate")
    .description("activate an account if everything is signed")
    .argument("<user>", WHO)
    .option(...DRY)
    .option(...AS_JSON)
    .action((user: string, options: Options) =>
      perform(options, {
        plan: (tools) => commands.planActivation(user, tools),
        run: (tools) => commands.activateByHand(user, tools),
      }),
    );
  arvados
    .command("unsetup")
    .description("take an account out of use, which ends its tokens, SSH keys, permissions, and signatures")
    .argument("<user>", WHO)
    .option(...DRY)
    .option(...YES)
    .option(...AS_JSON)
    .action((user: string, options: Options) =>
      perform(options, {
        plan: (tools) => commands.planUnsetup(user, tools),
        run: (tools) => commands.unsetUpByHand(user, tools),
        question: `Take ${user} out of use?`,
      }),
    );
  arvados
    .command("merge")
    .description("give everything that one account owns to another one")
    .argument("<from>", WHO)
    .argument("<to>", WHO)
    .option("--redirect", "both are of one person: the first becomes another name of the second, permanently")
    .option(...DRY)
    .option(...YES)
    .option(...AS_JSON)
    .action((from: string, to: string, { redirect = false, ...options }: Options & { redirect?: boolean }) =>
      perform(options, {
        plan: (tools) => commands.planMerge({ from, to, redirect }, tools),
        run: (tools) => commands.mergeByHand({ from, to, redirect }, tools),
        question: `Merge ${from} into ${to}?`,
      }),
    );
  arvados
    .command("agreements")
    .description("list what has to be signed, or what someone has signed; changes nothing")
    .argument("[user]", WHO)
    .option(...DRY)
    .option(...AS_JSON)
    .action((user: string | undefined, options: Options) => {
      const list: Work = (tools) => commands.listAgreements(user, tools);
      return perform(options, { plan: list, run: list });
    });
}

function perform(
  { json = false, dryRun = false, yes = false }: Options,
  { plan, run, question }: Step,
): Promise<void> {
  return withDatabase(async ({ db, now }, config) => {
    if (!config.arvados) throw new Error("acct.yml has no section arvados. docs/arvados.md describes it.");
    const log = openLog("silent");
    const guards = guardLogins({ db, secretKey: config.secretKey.current.secret, now, log });
    const tools = {
      db,
      by: localActor(),
      now,
      site: { arvados: arvadosClient(config.arvados, { guards }), config: config.arvados },
    };
    const show = (line: commands.ArvadosLine) => (json ? JSON.stringify(line) : line.text);
    const isDry = dryRun || config.dryRun;
    async function* planned() {
      for (const line of await plan(tools)) yield show(line);
    }
    if (!isDry && question !== undefined && !yes && !(await confirm("acct arvados", planned(), question)))
      return print("Nothing changed.");
    for (const line of await (isDry ? plan : run)(tools)) print(show(line));
  });
}
