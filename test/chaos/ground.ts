import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { inject } from "vitest";
import { wrongClock } from "../../dev/local-stack/faketime.ts";
import { startPostgresPair } from "../../dev/local-stack/postgres-pair.ts";
import { startSilentServer } from "../../dev/local-stack/silent-server.ts";
import { openSite, type Site } from "../../dev/local-stack/site.ts";
import { startTcpRelay, type TcpRelay } from "../../dev/local-stack/tcp-relay.ts";
import { openDm } from "../../dev/sandbox/workspace.ts";
import { openDatabase } from "../../src/db/client.ts";
import { astro } from "../story/new-site.ts";
import { LABS, type Person } from "./cast.ts";
import type { SentMail } from "./copies.ts";
import { type Crew, hireCrew, RIGHT, runOf } from "./crew.ts";

const PROCESSES = 3;
const DATABASE = "acct";

/** Everything around acct. Faults can interrupt the connection to each server. */
export interface Ground {
  readonly site: Site;
  readonly crew: Crew;
  readonly database: TcpRelay;
  readonly directory: TcpRelay;
  /** A port that accepts connections but never responds. */
  readonly silentPort: number;
  /** The database on a path without faults, except for a failover. */
  readonly quietUrl: string;
  /** Runs a statement on that path, without acct. */
  query<Row>(statement: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Kills the primary, and promotes the standby at the same address. */
  failOver(): Promise<void>;
  /** Every email that the mail server accepted, in order. */
  readonly sent: readonly SentMail[];
  stop(): Promise<void>;
}

export async function openGround(people: readonly Person[]): Promise<Ground> {
  const folder = join(inject("folder"), `chaos-${randomBytes(4).toString("hex")}`);
  const pair = await startPostgresPair();
  const postgres = openDatabase({ url: pair.toUrl(pair.primary, "postgres") }, () => undefined);
  await postgres.db.execute(`create database ${DATABASE}`);
  await postgres.close();
  const [database, quiet] = [await startTcpRelay(pair.primary.port), await startTcpRelay(pair.primary.port)];
  let directory: TcpRelay | undefined;
  const site = await openSite({
    folder,
    databaseUrl: pair.toUrl(database, DATABASE),
    requireTls: false,
    certificateVariables: await wrongClock("-2d"),
    entries: [astro, ...LABS.map(groupOf)].join("\n"),
    ldapUrl: async ({ plainUrl }) => {
      directory = await startTcpRelay(Number(new URL(plainUrl).port));
      return `ldap://127.0.0.1:${directory.port}`;
    },
    settings: {
      projects: Object.fromEntries(LABS.map((lab) => [lab, { pi: "curie@example.org" }])),
      slack: { messagesPerMinute: 1_000_000 },
      digest: { above: 1000 },
      times: { closeAfter: "0s" },
    },
  });
  if (!directory) throw new Error("there is no directory");
  for (const { user, username, familyName, email } of people) {
    if (user) moveIn(site, { user, username, familyName, email });
  }
  const silent = await startSilentServer();
  const migrated = await site.run("migrate");
  if (migrated.code !== 0) throw new Error(migrated.stderr);
  const crew = await hireCrew(site, PROCESSES, folder);
  const clocks = [RIGHT, RIGHT, "+1h"].values();
  await crew.fill(() => clocks.next().value ?? RIGHT);

  const quietUrl = pair.toUrl(quiet, DATABASE);
  const own = new pg.Pool({ connectionString: quietUrl, max: 4 });
  own.on("error", () => undefined);
  const wires = [database, quiet, directory];
  return {
    site,
    crew,
    database,
    directory,
    silentPort: silent.port,
    quietUrl,
    query: async <Row>(statement: string, values: readonly unknown[] = []) =>
      (await own.query(statement, [...values])).rows as Row[],
    async failOver() {
      pair.primary.kill();
      for (const wire of [database, quiet]) wire.moveTo(pair.standby.port);
      await pair.promote();
    },
    sent: noteMails(site, crew),
    async stop() {
      await crew.stop();
      await site.stop();
      await Promise.all([own.end(), silent.stop(), ...wires.map((wire) => wire.stop())]);
      await pair.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const groupOf = (lab: string, at: number) => `dn: cn=${lab},ou=groups,dc=example,dc=org
objectClass: posixGroup
cn: ${lab}
gidNumber: ${5100 + at}
`;

function moveIn(
  { sandbox: { workspace } }: Site,
  { user, username, familyName, email }: Pick<Person, "username" | "familyName" | "email"> & { user: string },
): void {
  workspace.people.set(user, {
    id: user,
    handle: username,
    firstName: "Pat",
    lastName: familyName,
    email,
    emailConfirmed: true,
    team: workspace.team.id,
    bot: false,
    deleted: false,
    guest: false,
  });
  workspace.channels.get("C0GENERAL")?.members.add(user);
  openDm(workspace, user);
}

function noteMails({ mailCatcher }: Site, crew: Crew): readonly SentMail[] {
  const sent: SentMail[] = [];
  mailCatcher.afterAccept = (_, port) => {
    const mail = mailCatcher.mails.at(-1);
    const seat = crew.seats.find((one) => one.mail.carries(port));
    if (!mail || !seat) return;
    const { messageId, subject, to } = mail;
    sent.push({ messageId, subject, to: to.join(", "), by: runOf(seat), at: Date.now() });
  };
  return sent;
}
