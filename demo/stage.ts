import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Sandbox } from "../sandbox/sandbox.ts";
import { describeMissing } from "../test/services/debian-needs.ts";
import { type Postgres, startPostgres } from "../test/services/postgres.ts";
import { type AcctProcess, openSite, type Site } from "../test/services/site.ts";
import { workFolder } from "../test/services/work-folder.ts";
import { breaksOf } from "./breaks.ts";
import { directoryBefore } from "./directory.ts";
import { importInOrder } from "./import-in-order.ts";
import { demoPanels } from "./panels.ts";
import { refuseMissing, type SystemName, startSystems } from "./systems.ts";
import { tourOf } from "./tour.ts";

/** The servers, the workspace and acct, all on this machine. */
export interface DemoStage extends Site {
  readonly postgres: Postgres;
  readonly acct: AcctProcess;
  readonly databaseUrl: string;
}

interface StageOptions {
  readonly closeAfter: string;
  readonly systems?: readonly SystemName[];
  /** Ends the work between two steps. */
  readonly signal?: AbortSignal;
}

const csv = fileURLToPath(new URL("requests.csv", import.meta.url));

/** Sets up everything below .cache/ and tells `say` what it does. `stop` ends all of it, also half-way. */
export async function setTheStage(
  say: (line: string) => void,
  { closeAfter, systems = [], signal }: StageOptions,
): Promise<DemoStage> {
  const [noSlapd] = await describeMissing(["slapd"], "the demo goes on without a directory");
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
    const further = await startSystems(systems, folder, say);
    stops.push(further.stop);
    signal?.throwIfAborted();
    let acct: AcctProcess | undefined;
    let sandbox: Sandbox | undefined;
    const startAcct = async () => {
      acct = await site.start(acct ? { PORT: new URL(acct.url).port } : {});
      return acct;
    };
    const site = await openSite({
      folder,
      databaseUrl,
      withLdap,
      entries: directoryBefore,
      settings: { times: { closeAfter }, ...further.settings },
      variables: further.variables,
      beside: (slapd, mailCatcher) => ({
        panels: [...demoPanels({ databaseUrl, slapd, log: () => acct?.log() ?? "" }), ...further.panels],
        tour: tourOf({ databaseUrl, hasHome: () => sandbox?.home("U0ADA") !== undefined }),
        breaks: breaksOf({
          slapd,
          mailCatcher,
          async killAcct() {
            acct?.kill();
            await acct?.ended;
          },
          startAcct: async () => void (await startAcct()),
        }),
      }),
    });
    sandbox = site.sandbox;
    stops.push(site.stop);
    signal?.throwIfAborted();
    say(
      `PostgreSQL, ${withLdap ? "OpenLDAP, " : ""}a mail server and a pretend Slack workspace are running.`,
    );

    await succeed(site, "migrate");
    signal?.throwIfAborted();
    const first = await startAcct();
    say(`acct is running at ${first.url}.`);
    signal?.throwIfAborted();
    const count = await importInOrder(csv, site);
    say(`${count} requests from a sheet have been opened.`);
    return { ...site, postgres, acct: first, databaseUrl, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function succeed(site: Site, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await site.run(...args);
  if (code !== 0) throw new Error(`acct ${args.join(" ")} failed: ${stderr}`);
  return stdout.trim();
}
