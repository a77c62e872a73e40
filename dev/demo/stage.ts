import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describeMissing } from "../local-stack/debian-needs.ts";
import { type Postgres, startPostgres } from "../local-stack/postgres.ts";
import { type AcctProcess, openSite, type Site } from "../local-stack/site.ts";
import { workFolder } from "../local-stack/work-folder.ts";
import type { Push } from "../sandbox/panel.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import { buildBreaks } from "./breaks.ts";
import { openClock } from "./clock.ts";
import { directoryBefore } from "./directory.ts";
import { importInOrder } from "./import-in-order.ts";
import { demoPanels } from "./panels.ts";
import { type FurtherSystems, refuseMissing, type SystemName, startSystems } from "./systems.ts";
import { buildTour } from "./tour.ts";

/** The servers, the workspace and acct, all on this machine. */
export interface DemoStage extends Site {
  readonly postgres: Postgres;
  /** The process that is currently running. */
  readonly acct: AcctProcess;
  readonly databaseUrl: string;
  /** Skips two days, as the button on the page does. This restarts acct. */
  skipTwoDays(): Promise<void>;
  /** Reads a project's quotas, if OpenStack is running. */
  readonly readQuotas?: FurtherSystems["readQuotas"];
}

interface StageOptions {
  readonly closeAfter: string;
  readonly systems?: readonly SystemName[];
  /** The port of the page; any free one by default. */
  readonly port?: number;
  /** Stops between two steps. */
  readonly signal?: AbortSignal;
}

const csv = fileURLToPath(new URL("requests.csv", import.meta.url));

/** Sets up everything under .cache/ and reports progress to `say`. `stop` ends everything, even if the setup is incomplete. */
export async function setTheStage(
  say: (line: string) => void,
  { closeAfter, systems = [], port = 0, signal }: StageOptions,
): Promise<DemoStage> {
  const [noSlapd] = await describeMissing(["slapd"], "the demo continues without a directory");
  if (noSlapd) say(noSlapd);
  await refuseMissing(systems);
  const folder = await workFolder("demo");
  const stops: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, force: true })];
  const stop = async () => {
    for (const end of stops.toReversed()) await end();
    stops.length = 0;
  };
  try {
    const withLdap = noSlapd === undefined;
    const postgres = await startPostgres({ folder: join(folder, "postgres") });
    stops.push(postgres.stop);
    signal?.throwIfAborted();
    const databaseUrl = await postgres.createDatabase("acct");
    const clock = await openClock(databaseUrl);
    const further = await startSystems(systems, folder, say);
    stops.push(further.stop);
    signal?.throwIfAborted();
    let acct: AcctProcess | undefined;
    let sandbox: Sandbox | undefined;
    let twoDays: Push | undefined;
    const startAcct = async () => {
      acct = await site.start({ ...clock.variables(), ...(acct ? { PORT: new URL(acct.url).port } : {}) });
      return acct;
    };
    const site = await openSite({
      folder,
      databaseUrl,
      withLdap,
      entries: directoryBefore,
      settings: { times: { closeAfter }, ...further.settings },
      ...(further.variables ? { variables: further.variables } : {}),
      port,
      beside(slapd, mailCatcher) {
        const breaking = buildBreaks({
          slapd,
          mailCatcher,
          clock,
          async killAcct() {
            acct?.kill();
            await acct?.ended;
          },
          stopAcct: async () => acct?.stop(),
          startAcct: async () => void (await startAcct()),
        });
        const { breaks } = breaking;
        twoDays = breaking.twoDays;
        return {
          panels: [...demoPanels({ databaseUrl, slapd, log: () => acct?.log() ?? "" }), ...further.panels],
          tour: buildTour({
            databaseUrl,
            hasDirectory: withLdap,
            hasHome: () => sandbox?.home("U0ADA") !== undefined,
          }),
          breaks,
          pushes: [twoDays, ...(further.pushes ?? [])],
        };
      },
    });
    sandbox = site.sandbox;
    stops.push(site.stop);
    signal?.throwIfAborted();
    say(
      `PostgreSQL, ${withLdap ? "OpenLDAP, " : ""}a mail server and a simulated Slack workspace are running.`,
    );

    await succeed(site, "migrate");
    signal?.throwIfAborted();
    // At the same time, which saves a second. The people from before are known when the first request arrives.
    const [first, adopted] = await Promise.all([
      startAcct(),
      withLdap || systems.includes("openstack") ? adoptEveryone(site) : undefined,
    ]);
    say(`acct is running at ${first.url}.`);
    if (adopted !== undefined) say(`acct adopt: ${adopted}`);
    signal?.throwIfAborted();
    const count = await importInOrder(csv, site);
    say(`Imported ${count} requests from a CSV file.`);
    return {
      ...site,
      postgres,
      get acct() {
        return acct ?? first;
      },
      databaseUrl,
      ...(further.readQuotas ? { readQuotas: further.readQuotas } : {}),
      skipTwoDays: async () => twoDays?.push(),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Adopts the people from before. Resolves with the line of the output that sums it up. */
async function adoptEveryone(site: Site): Promise<string> {
  const { code, stdout, stderr } = await site.run("adopt");
  // 1: some accounts wait for a decision.
  if (code !== 0 && code !== 1) throw new Error(`acct adopt failed: ${stderr}`);
  return stdout.split("\n").findLast((line) => line.includes("registry")) ?? "";
}

async function succeed(site: Site, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await site.run(...args);
  if (code !== 0) throw new Error(`acct ${args.join(" ")} failed: ${stderr}`);
  return stdout.trim();
}
