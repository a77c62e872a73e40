import pg from "pg";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { aNewRequest } from "../../dev/local-stack/a-new-request.ts";
import { approvalsOf } from "../../dev/local-stack/approvals-of.ts";
import { hasButton, mailsTo } from "../../dev/local-stack/people.ts";
import type { AcctProcess } from "../../dev/local-stack/site.ts";
import { startTcpRelay } from "../../dev/local-stack/tcp-relay.ts";
import type { CaughtMail } from "../../dev/sandbox/mail-catcher.ts";
import { createRequest } from "../../src/pipeline/create-request.ts";
import { buildWorkflows } from "../../src/pipeline/workflows.ts";
import { newSite } from "./new-site.ts";

/* One running process that loses its connections to the database. */

const site = await newSite({
  withLdap: false,
  settings: {
    approvals: { account: ["admin"] },
    slack: { messagesPerMinute: 1_000_000 },
    times: { closeAfter: "0s" },
  },
});
const { sandbox, database, mailCatcher } = site;
const workflows = buildWorkflows(approvalsOf({ account: ["admin"], membership: ["pi"], quota: ["admin"] }));
const server = new URL(database.url);
const relay = await startTcpRelay(Number(server.port));
server.port = String(relay.port);
let first: AcctProcess;
beforeAll(async () => {
  first = await site.start({ DATABASE_URL: server.href });
});
afterEach(() => {
  sandbox.afterCall(undefined);
  mailCatcher.afterAccept = undefined;
});
afterAll(async () => {
  await site.stop();
  await relay.stop();
});

/** From now on, the database is unreachable until acct has tried to connect several times. */
function loseDatabase(): void {
  const before = relay.refused();
  relay.refuse(true);
  relay.cut();
  const timer = setInterval(() => {
    if (relay.refused() < before + 8) return;
    relay.refuse(false);
    clearInterval(timer);
  }, 20);
}

/** Ends acct's sessions, as a failover or an administrator does: all of them, or the one that holds its lock. */
const cutSessions = (which: "all" | "lock") =>
  database.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and application_name ~ $1`,
    [which === "all" ? "^acct (process|\\d+)$" : "^acct process$"],
  );

let people = 0;
async function ask() {
  const name = `n${++people}`;
  const email = `${name}@example.org`;
  const draft = aNewRequest({ givenName: "Pat", familyName: name, email, piEmail: "hopper@example.org" });
  const asked = { by: { id: "test", name: "a test" }, note: "" };
  const deps = { db: database.db, workflows, now: () => new Date() };
  const { request } = await createRequest(draft, asked, deps);
  return { id: request.id, email, name };
}

/** Whether an email is for the last person who asked. Those of earlier tests may still be in the queue. */
const isTheirs = ({ to }: Pick<CaughtMail, "to">) => to.includes(`n${people}@example.org`);

async function approve(name: string): Promise<void> {
  const card = await sandbox.until(
    () =>
      sandbox
        .messages("C0ACCOUNTS")
        .find((message) => message.text.includes(`Pat ${name}`) && hasButton(message, "approve")),
    `the card of ${name}`,
  );
  await sandbox.press({ user: "U0ADA", channel: "C0ACCOUNTS", ts: card.ts, actionId: "approve" });
}

const stageOf = async (id: number) =>
  (await database.query("select status, stage, attempt, deaths from requests where id = $1", [id]))[0];

it("An email is sent only once, even if the database connections are lost before acct records that it was accepted", async () => {
  let cuts = 0;
  mailCatcher.afterAccept = (mail) => {
    if (isTheirs(mail) && cuts++ === 0) loseDatabase();
  };
  const { id, email } = await ask();
  await expect
    .poll(() =>
      database.query("select attempt from notifications where request_id = $1 and sent_at is not null", [id]),
    )
    .toEqual([{ attempt: 0 }]);
  expect(cuts).toBe(1);
  expect(mailsTo(site, email, /./)).toHaveLength(1);
});

it("A card is posted only once, even if the database connections are lost before acct records that it was posted", async () => {
  let cuts = 0;
  sandbox.afterCall(({ method, args }) => {
    // Cards from earlier tests may still be in the queue.
    const isTheirs = method === "chat.postMessage" && String(args.text).includes(`Pat n${people}`);
    if (isTheirs && cuts++ === 0) loseDatabase();
    return undefined;
  });
  const { id, name } = await ask();
  await expect
    .poll(() => database.query("select 1 from views where request_id = $1 and run_at is null", [id]))
    .toHaveLength(1);
  expect(cuts).toBe(1);
  expect(sandbox.messages("C0ACCOUNTS").filter(({ text }) => text.includes(`Pat ${name}`))).toHaveLength(1);
});

it.each(["all", "lock"] as const)(
  "Approved requests continue if database sessions (%s) are lost while accounts are registered, and no failure is recorded",
  async (which) => {
    const asked = await Promise.all(Array.from({ length: 6 }, ask));
    const outsider = new pg.Client({ connectionString: database.url });
    await outsider.connect();
    await outsider.query("begin");
    await outsider.query("lock memberships in exclusive mode");
    await Promise.all(asked.map(({ name }) => approve(name)));
    const undecided = "select 1 from requests where id = any($1) and stage = 'await-admin'";
    await expect.poll(() => database.query(undecided, [asked.map(({ id }) => id)])).toEqual([]);
    const waiting = "select 1 from pg_locks where not granted and relation = 'memberships'::regclass";
    await expect.poll(() => database.query(waiting)).not.toEqual([]);
    await cutSessions(which);
    await expect
      .poll(() =>
        database.query(
          "select 1 from pg_stat_activity where application_name = 'acct process' and datname = current_database()",
        ),
      )
      .not.toEqual([]);
    await outsider.query("commit");
    await outsider.end();
    for (const { id } of asked) {
      await expect.poll(() => stageOf(id)).toMatchObject({ status: "closed", attempt: 0, deaths: 0 });
    }
    const failures = "select 1 from events where kind in ('stage-failed', 'stuck', 'refused')";
    expect(await database.query(failures)).toEqual([]);
  },
);

it("A process that is stopped during a database failover first records what it has sent", async () => {
  const acct = await site.start({ DATABASE_URL: server.href });
  await first.stop();
  let accepted = 0;
  mailCatcher.afterAccept = (mail) => {
    if (!isTheirs(mail) || accepted++ > 0) return;
    relay.refuse(true);
    relay.cut();
    process.kill(acct.pid, "SIGTERM");
    // A stop waits five seconds for the database.
    setTimeout(() => relay.refuse(false), 3000);
  };
  const { id } = await ask();
  expect(await acct.ended).toBe("exit code 0");
  expect(accepted).toBe(1);
  const left =
    "select 1 from notifications where request_id = $1 and sent_at is null and template = 'received'";
  expect(await database.query(left, [id])).toEqual([]);
});
