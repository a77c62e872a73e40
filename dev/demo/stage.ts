import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describeMissing } from "../local-stack/debian-needs.ts";
import { type Postgres, startPostgres } from "../local-stack/postgres.ts";
import { type AcctProcess, openSite, type Site, type SiteOptions } from "../local-stack/site.ts";
import { workFolder } from "../local-stack/work-folder.ts";
import { campus } from "../sandbox/campus.ts";
import type { MattermostSandbox } from "../sandbox/mattermost/mattermost-sandbox.ts";
import type { Push } from "../sandbox/panel.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import { buildBreaks } from "./breaks.ts";
import { type ChatChoice, hasMattermost, hasSlack } from "./chats.ts";
import { openClock } from "./clock.ts";
import { directoryBefore, OTHER_GROUP } from "./directory.ts";
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
  readonly chat: ChatChoice;
  /** The page where people begin. */
  readonly url: string;
  /** Skips two days, as the button on the page does. This restarts acct. */
  skipTwoDays(): Promise<void>;
  /** Reads a project's quotas, if OpenStack is running. */
  readonly readQuotas?: FurtherSystems["readQuotas"];
  /** Signs people up in GitLab, if it is running. */
  readonly gitlab?: FurtherSystems["gitlab"];
  /** What people do in Arvados, if it is running. */
  readonly arvados?: FurtherSystems["arvados"];
}

interface StageOptions {
  readonly closeAfter: string;
  readonly chat?: ChatChoice;
  readonly systems?: readonly SystemName[];
  /** What a site can have besides. */
  readonly more?: Pick<SiteOptions, "entries" | "settings">;
  /** The port of the page; any free one by default. */
  readonly port?: number;
  /** Stops between two steps. */
  readonly signal?: AbortSignal;
}

const NEW_PROJECTS = { name: "lab-{name}" };
const OTHER_GROUPS = [{ name: OTHER_GROUP, title: "GPU users", system: "ldap" }];

const csv = fileURLToPath(new URL("requests.csv", import.meta.url));

/** Sets up everything under .cache/ and reports progress to `say`. `stop` ends everything, even if the setup is incomplete. */
export async function setTheStage(
  say: (line: string) => void,
  { closeAfter, chat = "slack", systems = [], more = {}, port = 0, signal }: StageOptions,
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
    let acct: AcctProcess | undefined;
    const further = await startSystems(systems, folder, say, { databaseUrl, publicUrl: () => acct?.url });
    stops.push(further.stop);
    signal?.throwIfAborted();
    let sandbox: Sandbox | undefined;
    let mattermost: MattermostSandbox | undefined;
    let twoDays: Push | undefined;
    const startAcct = async () => {
      acct = await site.start({ ...clock.variables(), ...(acct ? { PORT: new URL(acct.url).port } : {}) });
      return acct;
    };
    const site = await openSite({
      folder,
      databaseUrl,
      withLdap,
      entries: [directoryBefore, further.entries ?? "", more.entries ?? ""].join("\n"),
      settings: {
        times: { closeAfter },
        newProjects: NEW_PROJECTS,
        // The imported requests and those of other systems come within a minute, and each is to have its own card.
        digest: { above: 30 },
        ...(withLdap ? { otherGroups: OTHER_GROUPS } : {}),
        ...further.settings,
        ...more.settings,
      },
      publicForm: true,
      ...(further.variables ? { variables: further.variables } : {}),
      port,
      ...(hasMattermost(chat) ? { mattermost: { withSlack: hasSlack(chat) } } : {}),
      // Admins are in Slack, and the PI is in Mattermost.
      ...(chat === "both" ? { seed: withoutPi } : {}),
      beside(slapd, mailCatcher) {
        const breaking = buildBreaks({
          slapd,
          mailCatcher,
          clock,
          chatName: CHAT_NAMES[chat],
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
            chat,
            hasHome: () =>
              sandbox?.home("U0ADA") !== undefined ||
              mattermost?.deliveries.some(({ what }) => what === "/acct home") === true,
            hasAskedWhy: () => {
              const isIt =
                (ben: string | undefined) => (sent: { readonly what: string; readonly user: string }) =>
                  sent.user === ben && /^\/acct\s+why\b/i.test(sent.what);
              return (
                sandbox?.deliveries.some(isIt("U0BEN")) === true ||
                mattermost?.deliveries.some(isIt(mattermost.user("ben").id)) === true
              );
            },
          }),
          breaks,
          pushes: [
            twoDays,
            ...(hasMattermost(chat) ? [restartOf(() => mattermost)] : []),
            ...(further.pushes ?? []),
          ],
          chats: () =>
            chat === "both"
              ? [
                  { name: "Slack", url: `${sandbox?.url}/page/index.html` },
                  { name: "Mattermost", url: `${mattermost?.url}/page/mattermost.html` },
                ]
              : [],
        };
      },
    });
    sandbox = site.sandbox;
    mattermost = site.mattermost;
    stops.push(site.stop);
    signal?.throwIfAborted();
    say(`PostgreSQL, ${withLdap ? "OpenLDAP, " : ""}a mail server, ${SIMULATED[chat]} are running.`);

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
    const count = await importInOrder(csv, site, hasSlack(chat));
    say(`Imported ${count} requests from a CSV file.`);
    await further.begin?.();
    return {
      ...site,
      postgres,
      get acct() {
        return acct ?? first;
      },
      databaseUrl,
      chat,
      url: (hasSlack(chat) ? undefined : site.mattermost?.url) ?? site.sandbox.url,
      ...(further.gitlab ? { gitlab: further.gitlab } : {}),
      ...(further.arvados ? { arvados: further.arvados } : {}),
      ...(further.readQuotas ? { readQuotas: further.readQuotas } : {}),
      skipTwoDays: async () => twoDays?.push(),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const CHAT_NAMES: Readonly<Record<ChatChoice, string>> = {
  slack: "Slack",
  mattermost: "Mattermost",
  both: "The chat",
};

const SIMULATED: Readonly<Record<ChatChoice, string>> = {
  slack: "and a simulated Slack workspace",
  mattermost: "and a simulated Mattermost server",
  both: "a simulated Slack workspace, and a simulated Mattermost server",
};

const PI = "U0HOPPER";
const withoutPi = {
  ...campus,
  people: campus.people.filter(({ id }) => id !== PI),
  channels: campus.channels.map((one) => ({
    ...one,
    members: new Set([...one.members].filter((id) => id !== PI)),
  })),
};

/** The page is a part of the server, so its press is answered before the restart. */
const RESTART_AFTER_MS = 100;

function restartOf(mattermost: () => MattermostSandbox | undefined): Push {
  return {
    name: "restart-mattermost",
    label: "Restart Mattermost",
    note: "All connections drop, and acct connects again. Nothing is lost.",
    state: () => "",
    push: async () => void setTimeout(() => void mattermost()?.restart(), RESTART_AFTER_MS),
  };
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
