import { join } from "node:path";
import { openStackQuotas } from "../../src/provisioners/openstack/open-stack-quotas.ts";
import { LABELS, QUOTA_NAMES, type Quotas } from "../../src/provisioners/quotas.ts";
import { describeMissing } from "../local-stack/debian-needs.ts";
import { startOpenStack } from "../local-stack/openstack.ts";
import { startSlurm } from "../local-stack/slurm.ts";
import type { Panel, PanelGroup, Push } from "../sandbox/panel.ts";
import { type ArvadosForWalk, arvadosFor } from "./arvados-system.ts";
import { fillCloud } from "./cloud-before.ts";
import { type GitLabForWalk, gitLabFor } from "./gitlab-system.ts";
import { rtFor } from "./rt-system.ts";
import { sheetsFor } from "./sheets-system.ts";

const ADMIN_PROJECT = "admin";
const NAMES = ["openstack", "slurm", "sheets", "rt", "gitlab", "arvados"] as const;
export type SystemName = (typeof NAMES)[number];

/** Printed before each system starts. The first run unpacks its packages. */
const COMING: Readonly<Record<SystemName, string>> = {
  openstack:
    "Keystone, Nova, Cinder and Neutron (half a minute; the first run unpacks packages for a few minutes, 650 MB)",
  slurm: "Slurm accounting (a few seconds; the first run unpacks packages for about a minute, 70 MB)",
  sheets: "a simulator of Google Sheets",
  rt: "Request Tracker (a few seconds; the first run unpacks packages for about a minute)",
  gitlab: "a simulator of GitLab",
  arvados: "a simulator of an Arvados cluster",
};

/** Where systems find acct. */
export interface SystemContext {
  readonly databaseUrl: string;
  /** Where acct is running; undefined before it starts. */
  readonly publicUrl: () => string | undefined;
}

/** The systems besides the directory, and how acct reaches them. */
export interface FurtherSystems {
  readonly settings: Readonly<Record<string, object>>;
  readonly variables: NodeJS.ProcessEnv;
  /** What they need in the directory, as LDIF. */
  readonly entries?: string;
  readonly panels: readonly Panel[];
  /** What people outside of the chat do, each with a button on the page. */
  readonly pushes?: readonly Push[];
  /** Reads a project's quotas directly from Nova, Cinder and Neutron. */
  readonly readQuotas?: (project: string) => Promise<Quotas>;
  /** Signs people up in GitLab, if it is running. */
  readonly gitlab?: GitLabForWalk;
  /** What people do in Arvados, if it is running. */
  readonly arvados?: ArvadosForWalk;
  /** What happens in the system once acct has its first requests. */
  begin?(): Promise<void>;
  stop(): Promise<void>;
}

/** Parses `--with openstack,sheets`. Throws with a sentence for anything else. */
export function readSystems(value: string): SystemName[] {
  return value
    .split(",")
    .filter((name) => name !== "")
    .map((name) => {
      const known = NAMES.find((each) => each === name);
      if (!known)
        throw new Error(`--with accepts ${new Intl.ListFormat("en-US").format(NAMES)}, not "${name}".`);
      return known;
    });
}

/** Throws with a sentence if one of them can't run on this machine. */
export async function refuseMissing(names: readonly SystemName[]): Promise<void> {
  const debian = names.flatMap((name) => NEEDED[name]);
  const [missing] = await describeMissing(debian, "the demo works without it: leave it out of --with");
  if (missing) throw new Error(missing);
}

const NEEDED = {
  openstack: ["openstack"],
  slurm: ["slurm"],
  sheets: [],
  rt: ["rt"],
  // Its rules ask the directory.
  gitlab: ["slapd"],
  arvados: [],
} as const satisfies Record<SystemName, Parameters<typeof describeMissing>[0]>;

type StartSystem = (folder: string, context: SystemContext) => Promise<FurtherSystems>;
const STARTS: Readonly<Record<SystemName, StartSystem>> = {
  openstack: openStackFor,
  slurm: slurmFor,
  sheets: sheetsFor,
  rt: rtFor,
  gitlab: gitLabFor,
  arvados: arvadosFor,
};

/** Starts the systems that were requested. All but Google Sheets, GitLab, and Arvados are the real ones. */
export async function startSystems(
  names: readonly SystemName[],
  folder: string,
  say: (line: string) => void,
  context: SystemContext,
): Promise<FurtherSystems> {
  if (names.length === 0) return { settings: {}, variables: {}, panels: [], stop: async () => undefined };
  for (const name of names) say(`Starting ${COMING[name]}.`);
  const started = await Promise.all(names.map((name) => STARTS[name](folder, context)));
  return {
    settings: Object.assign({}, ...started.map(({ settings }) => settings)) as FurtherSystems["settings"],
    variables: Object.assign({}, ...started.map(({ variables }) => variables)) as NodeJS.ProcessEnv,
    entries: started.flatMap(({ entries = [] }) => entries).join("\n"),
    panels: started.flatMap(({ panels }) => panels),
    pushes: started.flatMap(({ pushes = [] }) => pushes),
    ...Object.assign({}, ...started.map(({ readQuotas }) => (readQuotas ? { readQuotas } : {}))),
    ...Object.assign({}, ...started.map(({ gitlab }) => (gitlab ? { gitlab } : {}))),
    ...Object.assign({}, ...started.map(({ arvados }) => (arvados ? { arvados } : {}))),
    begin: async () => void (await Promise.all(started.map(({ begin }) => begin?.()))),
    stop: async () => void (await Promise.all(started.map(({ stop }) => stop()))),
  };
}

async function openStackFor(folder: string): Promise<FurtherSystems> {
  const { keystone, stop } = await startOpenStack({ folder: join(folder, "openstack") });
  const { url, admin } = keystone;
  await fillCloud(keystone);
  const quotas = openStackQuotas({
    authUrl: url,
    ...admin,
    project: ADMIN_PROJECT,
    domain: "Default",
    interface: "public",
    maxConcurrent: 4,
  });
  /** The panel shows any project, no matter who created it. */
  const readQuotas = (name: string) => quotas.readQuotas({ name, adopted: true });
  const read = async (): Promise<PanelGroup[]> => {
    const token = (await keystone.tokenOf(admin.username, admin.password, ADMIN_PROJECT)) ?? "";
    const get = async (path: string) =>
      (await fetch(`${url}${path}`, { headers: { "x-auth-token": token } })).json();
    const { role_assignments } = (await get("/role_assignments?include_names=true")) as {
      role_assignments: {
        user?: { name: string };
        role: { name: string };
        scope: { project?: { name: string } };
      }[];
    };
    const rows = role_assignments.flatMap(({ user, role, scope }) =>
      user && scope.project ? [{ label: scope.project.name, text: `${user.name}, ${role.name}` }] : [],
    );
    const projects = [...new Set(rows.map(({ label }) => label))].filter((name) => name !== ADMIN_PROJECT);
    const ofEach = projects.toSorted().map(async (name) => {
      const now = await readQuotas(name);
      return {
        title: `Quotas of ${name}`,
        rows: QUOTA_NAMES.map((each) => ({ label: LABELS[each], text: String(now[each]) })),
      };
    });
    return [{ title: "Role assignments", rows }, ...(await Promise.all(ofEach))];
  };
  return {
    settings: { openstack: { authUrl: url, username: admin.username } },
    variables: { OPENSTACK_PASSWORD: admin.password },
    panels: [{ name: "OpenStack", read }],
    readQuotas,
    stop,
  };
}

async function slurmFor(folder: string): Promise<FurtherSystems> {
  const slurm = await startSlurm({ folder: join(folder, "slurm") });
  const { SLURM_CONF, LD_LIBRARY_PATH } = slurm.env;
  const libraries = LD_LIBRARY_PATH ? [`LD_LIBRARY_PATH=${LD_LIBRARY_PATH}`] : [];
  const read = async (): Promise<PanelGroup[]> => {
    const { stdout } = await slurm.sacctmgr("-nP", "show", "assoc", "format=account,user,fairshare");
    const rows = stdout
      .split("\n")
      .filter((line) => line.split("|")[1])
      .map((line) => {
        const [label = "", user, fairshare] = line.split("|");
        return { label, text: `${user}, fairshare ${fairshare}` };
      });
    return [{ title: "Account associations", rows }];
  };
  return {
    settings: {
      slurm: { command: ["/usr/bin/env", `SLURM_CONF=${SLURM_CONF}`, ...libraries, slurm.sacctmgrPath] },
    },
    variables: {},
    panels: [{ name: "Slurm", read }],
    stop: slurm.stop,
  };
}
