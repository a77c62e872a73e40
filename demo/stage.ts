import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describeMissing } from "../test/services/debian-needs.ts";
import { type Postgres, startPostgres } from "../test/services/postgres.ts";
import { type AcctProcess, openSite, type Site } from "../test/services/site.ts";
import { workFolder } from "../test/services/work-folder.ts";
import { directoryBefore } from "./directory.ts";
import { demoPanels } from "./panels.ts";
import { refuseMissing, type SystemName, startSystems } from "./systems.ts";
import { tour } from "./tour.ts";

/** The servers, the workspace and acct, all on this machine. */
export interface DemoStage extends Site {
  readonly postgres: Postgres;
  readonly acct: AcctProcess;
  readonly databaseUrl: string;
}

const csv = fileURLToPath(new URL("requests.csv", import.meta.url));

/** Sets up everything below .cache/ and tells `say` what it does. `stop` ends all of it, also half-way. */
export async function setTheStage(
  say: (line: string) => void,
  { closeAfter, systems = [] }: { readonly closeAfter: string; readonly systems?: readonly SystemName[] },
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
    const databaseUrl = await postgres.createDatabase("acct");
    const further = await startSystems(systems, folder, say);
    stops.push(further.stop);
    let log = () => "";
    const site = await openSite({
      folder,
      databaseUrl,
      withLdap,
      entries: directoryBefore,
      settings: { times: { closeAfter }, ...further.settings },
      variables: further.variables,
      beside: (slapd) => ({
        panels: [...demoPanels({ databaseUrl, slapd, log: () => log() }), ...further.panels],
        tour,
      }),
    });
    stops.push(site.stop);
    say(`PostgreSQL, ${withLdap ? "OpenLDAP, " : ""}a mail server and a workspace are up`);

    say(`acct migrate: ${await succeed(site, "migrate")}`);
    const [acct, imported] = await Promise.all([site.start(), site.run("import", csv)]);
    log = acct.log;
    say(`acct start: at work at ${acct.url}`);
    for (const line of imported.stdout.trim().split("\n")) say(`acct import: ${line}`);
    return { ...site, postgres, acct, databaseUrl, stop };
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
