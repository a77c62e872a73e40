import { LDAP } from "../../dev/local-stack/ldap-names.ts";
import { secretKeys } from "../../src/credentials/secret-keys.ts";
import { rosterToken } from "../../src/pipeline/roster/roster-token.ts";
import { anAccount } from "../in-registry.ts";
import { newSite, type TestSite } from "../story/new-site.ts";
import { entriesOf } from "../story/someone-who-leaves.ts";

const hopper = { piName: "Henrik Hopper", piEmail: "hopper@example.org", piUser: "slack:U0HOPPER" };

const opticsWith = (members: readonly string[]) => `
dn: cn=optics,${LDAP.groupsDn}
objectClass: posixGroup
cn: optics
gidNumber: 6001
${members.map((member) => `memberUid: ${member}\n`).join("")}`;

/** A site with the project optics, which Hopper leads, these people as its members, and others, who have accounts in astro only. */
export async function aProjectSite(
  members: readonly string[],
  others: readonly string[] = [],
  options: Parameters<typeof newSite>[0] = {},
): Promise<TestSite> {
  const usernames = [...members, ...others];
  const site = await newSite({ ...options, entries: entriesOf(usernames) + opticsWith(members) });
  for (const [number, username] of usernames.entries()) {
    await anAccount(site.database.db, username, {
      uidNumber: 30_000 + number,
      project: members.includes(username)
        ? { name: "optics", gidNumber: 6001, ...hopper }
        : { name: "astro", gidNumber: 5001, ...hopper },
    });
  }
  return site;
}

/** Whether this person is in the group of the project in the directory. */
export async function isInGroup({ slapd }: TestSite, uid: string, group = "optics"): Promise<boolean> {
  const found = (await slapd?.search(`(cn=${group})`, "memberUid")) ?? "";
  return found.split("\n").includes(`memberUid: ${uid}`);
}

/** The token in the link to the page of a project that this person gets. */
export async function rosterTokenOf(
  { database, env }: TestSite,
  email: string,
  { project = "optics", now = new Date() }: { readonly project?: string; readonly now?: Date } = {},
): Promise<string> {
  const [row] = await database.query<{ id: number }>(
    `select m.id from memberships m join people p on p.id = m.person_id join projects j on j.id = m.project_id
     where p.email = $1 and j.name = $2`,
    [email, project],
  );
  const secretKey = secretKeys(Buffer.from(env.ACCT_SECRET_KEY ?? "", "base64"));
  const token = await rosterToken(row?.id ?? 0, { db: database.db, now: () => now, secretKey });
  if (!token) throw new Error(`${email} isn't in ${project}`);
  return token;
}

interface Answer {
  readonly status: number;
  readonly page: string;
  /** Where the browser goes next; empty if it stays. */
  readonly next: string;
}

/** Sends a form as a browser does, and doesn't follow the redirect. */
export async function post(
  { processes }: TestSite,
  path: string,
  fields: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const answer = await fetch(`${processes[0]?.url}${path}`, {
    method: "POST",
    body: new URLSearchParams(fields),
    headers: { accept: "text/html", ...headers },
    redirect: "manual",
  });
  const next = answer.headers.get("location") ?? "";
  return { status: answer.status, page: await answer.text(), next };
}

/** What a page says is wrong, as its readers see it. */
export function problemIn(page: string): string {
  const [, problem = ""] = /<p class="problem"[^>]*>([\s\S]*?)<\/p>/.exec(page) ?? [];
  return problem.replace(/<[^>]*>/g, "").trim();
}
