import { join } from "node:path";
import pLimit from "p-limit";
import { openDatabase } from "../../src/db/client.ts";
import { insertRegistration } from "../../src/db/registry.ts";
import { insertRequest } from "../../src/db/requests.ts";
import { requests } from "../../src/db/tables/requests.ts";
import type { PipelineDeps } from "../../src/pipeline/pipeline-deps.ts";
import { createAccounts } from "../../src/pipeline/stages/create-accounts.ts";
import type { Workflows } from "../../src/pipeline/workflows.ts";
import { ldap } from "../../src/provisioners/ldap/ldap.ts";
import { openStack } from "../../src/provisioners/openstack/openstack.ts";
import type { Person, Project, Provisioner } from "../../src/provisioners/provisioner.ts";
import { makeCertificates } from "../local-stack/certificates.ts";
import { startKeystone } from "../local-stack/keystone.ts";
import { ldapConfig } from "../local-stack/ldap-config.ts";
import type { Postgres } from "../local-stack/postgres.ts";
import { startSlapd } from "../local-stack/slapd.ts";
import { benchLoop } from "./bench-loop.ts";

const PEOPLE = 200;
const AT_ONCE = 8;
/** The default of openstack.maxConcurrent. Keystone's own small server queues five connections and drops others. */
const REQUESTS_AT_ONCE = 4;

/** Measures the seconds that 200 accounts take in real OpenLDAP and Keystone, in three ways and each time with other people. */
export async function benchAccounts(postgres: Postgres, template: string, folder: string) {
  const certificates = await makeCertificates(join(folder, "certificates"));
  const slapd = await startSlapd({ folder: join(folder, "slapd"), certificates });
  const keystone = await startKeystone({ folder: join(folder, "keystone") });
  try {
    const systems = openSystems(slapd.url, certificates.ca, keystone);
    const url = await postgres.createDatabase("accounts", template);
    // The first calls are slower, so they are not measured.
    await oneAfterAnother(people("warm", 0, 3), systems);
    return {
      ours: await byAcct(people("ours", 10_000, PEOPLE), systems, url),
      oneAfterAnother: await oneAfterAnother(people("serial", 20_000, PEOPLE), systems),
      fastest: await withoutABot(people("fast", 30_000, PEOPLE), systems),
    };
  } finally {
    await Promise.all([slapd.stop(), keystone.stop()]);
  }
}

function openSystems(
  url: string,
  ca: string,
  keystone: {
    readonly url: string;
    readonly admin: { readonly username: string; readonly password: string };
  },
): Provisioner[] {
  const directory = ldap(ldapConfig(url, { ca, maxConnections: AT_ONCE }));
  const cloud = openStack({
    authUrl: keystone.url,
    ...keystone.admin,
    project: "admin",
    domain: "Default",
    interface: "public",
    userName: "username",
    role: "member",
    maxConcurrent: REQUESTS_AT_ONCE,
  });
  return [directory, cloud];
}

interface Wanted {
  readonly person: Person;
  readonly project: Project;
}

/** Lists people with ten to a project, as in a course. */
function people(name: string, from: number, count: number): Wanted[] {
  return Array.from({ length: count }, (_, n) => ({
    person: {
      username: `${name}${n}`,
      uidNumber: 100_000 + from + n,
      givenName: "Pat",
      familyName: `N${n}`,
      email: `${name}${n}@example.org`,
    },
    project: {
      name: `${name}lab${Math.floor(n / 10)}`,
      gidNumber: 100_000 + from + Math.floor(n / 10),
      description: "",
      adopted: false,
    },
  }));
}

/** Creates the accounts one after another, like the scripts that acct replaces. */
async function oneAfterAnother(wanted: readonly Wanted[], systems: readonly Provisioner[]): Promise<number> {
  const startedAt = performance.now();
  for (const { person, project } of wanted) for (const { ensure } of systems) await ensure(person, project);
  return (performance.now() - startedAt) / 1000;
}

/** Makes the same calls, as many at once as acct does, and stores nothing. */
async function withoutABot(wanted: readonly Wanted[], systems: readonly Provisioner[]): Promise<number> {
  const limit = pLimit(AT_ONCE);
  const startedAt = performance.now();
  await Promise.all(
    wanted.map(({ person, project }) =>
      limit(() => Promise.all(systems.map(({ ensure }) => ensure(person, project)))),
    ),
  );
  return (performance.now() - startedAt) / 1000;
}

/** Runs acct's stage in the engine with PostgreSQL. */
async function byAcct(
  wanted: readonly Wanted[],
  systems: readonly Provisioner[],
  url: string,
): Promise<number> {
  const { db, close } = openDatabase({ url }, () => undefined);
  const now = () => new Date();
  for (const { person, project } of wanted) {
    const draft = {
      kind: "account",
      stage: "create-accounts",
      origin: person.username,
      givenName: person.givenName,
      familyName: person.familyName,
      email: person.email ?? "",
      username: person.username,
      project: project.name,
    } as const;
    const request = await insertRequest(db, draft, now());
    if (!request) throw new Error("not inserted");
    const stamps = { requestId: request.id, createdAt: now() };
    await insertRegistration(db, { ...person, ...stamps }, { ...project, source: "request", ...stamps });
  }
  const workflows: Workflows = {
    account: [createAccounts],
    membership: [],
    project: [],
    "membership-change": [],
    "new-pi": [],
    removal: [],
    "gitlab-account": [],
    offboarding: [],
    resumption: [],
    suspension: [],
    "trust-review": [],
    quota: [],
    password: [],
  };
  const deps = {
    db,
    now,
    provisioners: systems,
    rules: { adminChannels: ["C1"] },
  } as unknown as PipelineDeps;
  const { life, loop } = benchLoop({ db, url, workflows, deps, concurrency: AT_ONCE });
  await db.update(requests).set({ runAt: now() });
  const startedAt = performance.now();
  await life.join();
  while ((await db.$count(requests)) !== (await closed()))
    await new Promise((resolve) => setTimeout(resolve, 50));
  const seconds = (performance.now() - startedAt) / 1000;
  await loop.stop();
  await life.leave();
  await close();
  return seconds;

  async function closed(): Promise<number> {
    const { rows } = await db.$client.query<{ n: number }>(
      "select count(*)::int as n from requests where status = 'closed'",
    );
    return rows[0]?.n ?? 0;
  }
}
