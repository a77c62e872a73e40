import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, inject, it } from "vitest";
import { aNewRequest } from "../../dev/local-stack/a-new-request.ts";
import { approvalsOf } from "../../dev/local-stack/approvals-of.ts";
import { hasButton, readTemplate } from "../../dev/local-stack/people.ts";
import { type PostgresPair, startPostgresPair } from "../../dev/local-stack/postgres-pair.ts";
import { openSite, type Site } from "../../dev/local-stack/site.ts";
import { startTcpRelay } from "../../dev/local-stack/tcp-relay.ts";
import { openDatabase } from "../../src/db/client.ts";
import { createRequest } from "../../src/pipeline/create-request.ts";
import { insist } from "../../src/pipeline/engine/insist.ts";
import { buildWorkflows } from "../../src/pipeline/workflows.ts";
import { astro } from "./new-site.ts";

const PEOPLE = 20;
const DATABASE = "acct";
const workflows = buildWorkflows(approvalsOf({ account: ["admin"], membership: ["pi"], quota: ["admin"] }));
const never = () => false;

/** How acct finds the server that accepts writes. */
const ways = {
  "several hosts in DATABASE_URL": async ({ primary, standby, toUrl: urlOf }: PostgresPair) => ({
    url: `${urlOf(primary, DATABASE).replace(/(:\d+)\//, `$1,127.0.0.1:${standby.port}/`)}?target_session_attrs=read-write`,
    move: () => undefined,
    stop: async () => undefined,
  }),
  "an address that moves": async ({ primary, standby, toUrl: urlOf }: PostgresPair) => {
    const relay = await startTcpRelay(primary.port);
    return {
      url: urlOf(relay, DATABASE),
      move: () => relay.moveTo(standby.port),
      stop: () => relay.stop(),
    };
  },
} as const;

it.each(Object.entries(ways))(
  "With %s, acct switches to a standby that is promoted under load, and nothing is rejected, lost, or done twice",
  async (_, wayOf) => {
    const pair = await startPostgresPair();
    const postgres = openDatabase({ url: pair.toUrl(pair.primary, "postgres") }, () => undefined);
    await postgres.db.execute(`create database ${DATABASE}`);
    await postgres.close();
    const way = await wayOf(pair);
    const folder = join(inject("folder"), `failover-${randomBytes(4).toString("hex")}`);
    const site = await openSite({
      folder,
      databaseUrl: way.url,
      entries: astro,
      settings: {
        approvals: { account: ["admin"] },
        slack: { messagesPerMinute: 1_000_000 },
        digest: { above: 1000 },
      },
    });
    expect(await site.run("migrate")).toMatchObject({ code: 0 });
    await site.start();
    await site.start();
    const database = openDatabase({ url: way.url }, () => undefined);

    const approving = new AbortController();
    const approved = approveAll(site, approving.signal);
    for (let n = 0; n < PEOPLE; n++) {
      await insist(() => askAs(n, database), never);
      if (n === PEOPLE / 2) {
        pair.primary.kill();
        way.move();
        await pair.promote();
      }
    }
    const rows = () =>
      insist(
        () =>
          database.db.execute<{ status: string; stage: string; attempt: number; count: number }>(
            "select status, stage, attempt, count(*)::int as count from requests group by 1, 2, 3",
          ),
        never,
      );
    const ready = { status: "waiting", stage: "hand-over", attempt: 0, count: PEOPLE };
    await expect.poll(async () => (await rows()).rows).toEqual([ready]);
    const unsent = "select template, problem from notifications where sent_at is null";
    await expect.poll(async () => (await database.db.execute(unsent)).rows).toEqual([]);
    approving.abort();
    await approved;

    const people = Array.from({ length: PEOPLE }, (_, n) => `pn${n}`);
    const entries = (await site.slapd?.search("(objectClass=posixAccount)", "uid", "uidNumber")) ?? "";
    for (const uid of people) expect(entries.match(new RegExp(`^uid: ${uid}$`, "gm"))).toHaveLength(1);
    const numbers = [...entries.matchAll(/^uidNumber: (\d+)$/gm)].map(([, number]) => number);
    expect(new Set(numbers).size).toBe(numbers.length);

    const ids = site.mailCatcher.mails.map(({ messageId }) => messageId);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
    for (const uid of people) {
      const welcome = site.mailCatcher.mails.filter(
        (mail) => mail.to.includes(`${uid}@example.org`) && readTemplate(mail) === "welcome",
      );
      expect(welcome).toHaveLength(1);
    }
    const cards = site.sandbox.messages("C0ACCOUNTS").map(({ text }) => /N\d+/.exec(text)?.[0] ?? text);
    expect(cards.toSorted()).toEqual(people.map((uid) => uid.slice(1).toUpperCase()).toSorted());
    const decisions = "select 1 from events where kind = 'approved'";
    expect((await database.db.execute(decisions)).rowCount).toBe(PEOPLE);
    expect(await site.run("audit", "verify")).toMatchObject({ code: 0 });
    expect(await site.run("reconcile")).toMatchObject({ code: 0 });
    const failures = "select 1 from events where kind = 'stage-failed'";
    expect((await database.db.execute(failures)).rowCount).toBe(0);

    await database.close();
    await site.stop();
    await way.stop();
    await pair.stop();
    await rm(folder, { recursive: true, force: true });
  },
);

function askAs(n: number, { db }: ReturnType<typeof openDatabase>) {
  const person = { givenName: "Pat", familyName: `N${n}`, email: `pn${n}@example.org` };
  const draft = aNewRequest({
    ...person,
    origin: `failover:${n}`,
    piEmail: "hopper@example.org",
    piName: "H",
  });
  const asked = { by: { id: "test", name: "a test" }, note: "" };
  return createRequest(draft, asked, { db, workflows, now: () => new Date() });
}

/** An admin who presses every Approve button, and presses again if nothing happened. */
async function approveAll({ sandbox }: Site, signal: AbortSignal): Promise<void> {
  const pressable = () => sandbox.messages("C0ACCOUNTS").filter((message) => hasButton(message, "approve"));
  while (!signal.aborted) {
    for (const { ts } of pressable()) {
      const press = { user: "U0ADA", channel: "C0ACCOUNTS", ts, actionId: "approve" };
      // The card may have changed before the press arrived.
      await sandbox.press(press).catch(() => undefined);
    }
    await sandbox.until(() => pressable().length > 0, "a card", 500).catch(() => undefined);
  }
}
