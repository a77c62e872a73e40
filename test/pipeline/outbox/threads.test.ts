import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { AccessLostError, BusyError } from "../../../src/chat/chat.ts";
import { leaseDue } from "../../../src/db/leases.ts";
import { insertNotification } from "../../../src/db/notifications.ts";
import { notifications } from "../../../src/db/tables/notifications.ts";
import type { Request } from "../../../src/db/tables/requests.ts";
import { views } from "../../../src/db/tables/views.ts";
import { openLog } from "../../../src/log.ts";
import { type Mail, SenderRefusedError } from "../../../src/mail/mailer.ts";
import { inThread, toAdminChannelOnce, toRequester } from "../../../src/pipeline/outbox/recipients.ts";
import { reportOutage, reportRecovery } from "../../../src/pipeline/outbox/report-outage.ts";
import { sendNotification } from "../../../src/pipeline/outbox/send-notification.ts";
import { showCard } from "../../../src/pipeline/outbox/show-card.ts";
import { inMemoryDeps, later } from "../../in-memory/pipeline-deps.ts";
import { storedRequest } from "../../in-registry.ts";
import { newDatabase } from "../../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());
beforeEach(() => database.query("update notifications set run_at = null where run_at is not null"));

const MINUTE = 60_000;
const CHANNEL = "slack:CADMINS";
let clock = 0;

function open(alerts?: readonly string[]) {
  const { rules, ...deps } = inMemoryDeps(db);
  const mails: Mail[] = [];
  const refusal: { now: Error | undefined } = { now: undefined };
  const start = ++clock * 24 * 60 * MINUTE;
  deps.setClock(later(start));
  return {
    ...deps,
    rules: { ...rules, site: { ...rules.site, alerts } },
    pass: (ms: number) => deps.setClock(later(start + ms)),
    mails,
    refusal,
    mailer: {
      send: async (mail: Mail) => {
        if (refusal.now) throw refusal.now;
        mails.push(mail);
        return { refused: [] };
      },
    },
    log: openLog("silent"),
    announce: () => undefined,
    givesUp: () => false,
  };
}
type Deps = ReturnType<typeof open>;

/** Sends what is due. Each row is tried at most once. */
async function deliver(deps: Deps, limit = 1000): Promise<void> {
  const due = await leaseDue(db, notifications, { by: 1, now: deps.now(), leaseMs: 60_000, limit });
  for (const message of due.toSorted((a, b) => a.id - b.id)) await sendNotification(message, deps);
}

async function stick(deps: Deps, request: Request, cause: string): Promise<string> {
  const [first, further] = toAdminChannelOnce(request, {
    channel: CHANNEL,
    cause,
    why: "LDAP can't be reached.",
    now: deps.now(),
  });
  for (const one of [first, further])
    await insertNotification(db, { ...one, requestId: request.id }, deps.now());
  await database.query(
    "update requests set status = 'stuck', details = details || jsonb_build_object('stuckThread', $2::text) where id = $1",
    [request.id, first.key],
  );
  return first.key;
}

/** What the admins read in their channel: each message with the texts of its replies. */
function read({ chat }: Deps) {
  const all = [...chat.messages].map(([id, { shown, thread, place }]) => {
    const text = "lines" in shown ? [shown.title, ...shown.lines].join("\n") : "";
    return { id, text, thread, place };
  });
  return all
    .filter(({ thread, place }) => thread === undefined && place.id === CHANNEL)
    .map(({ id, text }) => ({
      text,
      replies: all.filter(({ thread }) => thread === id).map((reply) => reply.text),
    }));
}

describe("what admins are told about a request that is stuck", () => {
  /** The request with its card, and the message about it. */
  async function aStuckRequest(deps: Deps) {
    const request = await storedRequest(db);
    await stick(deps, request, "retried");
    await deliver(deps);
    const [card] = await db
      .insert(views)
      .values({
        requestId: request.id,
        audience: "admin",
        place: CHANNEL,
        wantedVersion: 2,
        leaseToken: 1,
        leaseBy: 1,
      })
      .returning();
    if (!card) throw new Error("not inserted");
    const message = [...deps.chat.messages].find(([, { place }]) => place.id === CHANNEL)?.[0] ?? "";
    const buttons = () => {
      const shown = deps.chat.messages.get(message)?.shown;
      return shown && "lines" in shown ? (shown.buttons ?? []).map(({ action }) => action) : undefined;
    };
    return {
      buttons,
      title: () => deps.chat.messages.get(message)?.shown.title,
      showCard: () => showCard(card, { ...deps, digestAbove: 1000 }),
      due: () => database.query("select run_at as at, message from views where id = $1", [card.id]),
      goOn: () => database.query("update requests set status = 'running' where id = $1", [request.id]),
    };
  }

  it("offers Retry until the card shows that it goes on, and then no more", async () => {
    const deps = open();
    const stuck = await aStuckRequest(deps);
    expect(stuck.buttons()).toContain("retry");
    await stuck.showCard();
    expect(stuck.buttons()).toContain("retry");
    expect(stuck.title()).toContain("needs an admin");
    await stuck.goOn();
    await stuck.showCard();
    expect(stuck.buttons()).not.toContain("retry");
    expect(stuck.title()).toContain("needed an admin");
  });

  it("loses it later if the chat takes no more edits at the moment", async () => {
    const deps = open();
    const stuck = await aStuckRequest(deps);
    await stuck.goOn();
    const { update } = deps.chat;
    deps.chat.update = async () => {
      throw new BusyError(7000);
    };
    await stuck.showCard();
    expect(stuck.buttons()).toContain("retry");
    expect(await stuck.due()).toEqual([{ at: new Date(deps.now().getTime() + 7000), message: null }]);
    deps.chat.update = update;
    await stuck.showCard();
    expect(stuck.buttons()).not.toContain("retry");
  });
});

describe("the thread of what admins are told", () => {
  it("lists each further request with the same cause, and doesn't repeat the first", async () => {
    const deps = open();
    const [one, two, three] = [await storedRequest(db), await storedRequest(db), await storedRequest(db)];
    await stick(deps, one, "a");
    await deliver(deps);
    await deliver(deps);
    expect(read(deps)).toMatchObject([{ replies: [] }]);
    await stick(deps, two, "a");
    await stick(deps, three, "b");
    await deliver(deps);
    const [first, other] = read(deps);
    expect(first?.replies).toEqual([expect.stringContaining(String(two.id))]);
    expect(other?.replies).toEqual([]);
  });

  it("has few messages after an outage of hundreds of requests, which name all of them, and nothing waits for long", async () => {
    const deps = open();
    deps.chat.isAway = true;
    const stuck: Request[] = [];
    for (let n = 0; n < 40; n++) {
      const request = await storedRequest(db);
      stuck.push(request);
      await stick(deps, request, "many");
    }
    await deliver(deps, 5);
    await deliver(deps, 5);
    const due = await database.query("select 1 from notifications where run_at is not null");
    expect(due.length).toBeLessThan(12);
    deps.chat.isAway = false;
    for (let minutes = 1; minutes < 10; minutes++) {
      deps.pass(minutes * MINUTE);
      await deliver(deps);
    }
    const [message, ...more] = read(deps);
    expect(more).toEqual([]);
    expect(message?.replies.length).toBeLessThan(12);
    const told = message?.replies.join("\n").match(/\d+/g) ?? [];
    for (const { id } of stuck.slice(1)) expect(told).toContain(String(id));
    expect(told).not.toContain(String(stuck[0]?.id));
  });

  it("says how many are still stuck when one continues, and when none is", async () => {
    const deps = open();
    const [one, two] = [await storedRequest(db), await storedRequest(db)];
    const thread = await stick(deps, one, "over");
    await stick(deps, two, "over");
    await deliver(deps);
    for (const { id } of [one, two]) {
      await database.query("update requests set status = 'running' where id = $1", [id]);
      const line = inThread(thread, null, `Fixed for request ${id}: it continues.`, `${id}:9`);
      await insertNotification(db, { ...line, data: { ...line.data, isOver: "true" } }, deps.now());
      await deliver(deps);
      await deliver(deps);
    }
    const replies = read(deps)[0]?.replies ?? [];
    expect(replies.at(-2)).toMatch(/\b1 request\b/);
    expect(replies.at(-1)).not.toMatch(/\b1 request\b/);
    expect(replies.at(-1)?.split("\n").length).toBeGreaterThan(1);
  });

  it("is left out below a message that an earlier version of acct posted", async () => {
    const deps = open();
    const thread = await stick(deps, await storedRequest(db), "old");
    await deliver(deps);
    await database.query("update notifications set data = data - 'posted' where key = $1", [thread]);
    await insertNotification(db, inThread(thread, null, "Ada retried it.", "x"), deps.now());
    await deliver(deps);
    expect(read(deps)).toMatchObject([{ replies: [] }]);
    expect(await database.query("select 1 from notifications where run_at is not null")).toEqual([]);
  });

  it("says when the mail server takes email again, and when the chat lets acct work again", async () => {
    const deps = open();
    deps.refusal.now = new SenderRefusedError("The mail server refuses email from acct: 550 5.7.60");
    const request = await storedRequest(db);
    await insertNotification(
      db,
      { ...toRequester(request, "approved", {}, "email"), requestId: request.id },
      deps.now(),
    );
    await deliver(deps);
    await deliver(deps);
    expect(read(deps)).toMatchObject([{ replies: [] }]);
    deps.refusal.now = undefined;
    deps.pass(2 * MINUTE);
    await deliver(deps);
    await deliver(deps);
    expect(read(deps)).toMatchObject([{ replies: [expect.stringMatching(/mail server/)] }]);

    const outage = { ...deps, site: deps.rules.site };
    await reportOutage(new AccessLostError("Slack lacks users:read"), "chat", outage);
    await deliver(deps);
    await reportRecovery("chat", outage);
    await reportRecovery("chat", outage);
    await deliver(deps);
    expect(read(deps)[1]?.replies).toEqual([expect.stringMatching(/Slack/)]);
  });
});

describe("while the chat is away", () => {
  it("what admins have to know goes to site.alerts by email after some minutes, once to each address, and into the channel when the chat is back", async () => {
    const deps = open(["ops@example.org", "phone@example.org"]);
    deps.chat.isAway = true;
    await stick(deps, await storedRequest(db), "away");
    const digest = {
      key: `admin-digest:${clock}`,
      template: "admin-digest",
      via: "channel",
      toName: "the admins",
      toEmail: null,
      toUser: CHANNEL,
    } as const;
    await insertNotification(db, digest, deps.now());
    for (let minutes = 0; minutes < 60; minutes++) {
      deps.pass(minutes * MINUTE);
      await deliver(deps);
      if (minutes < 5) expect(deps.mails).toEqual([]);
    }
    expect(deps.mails.map(({ to }) => to.address).toSorted()).toEqual([
      "ops@example.org",
      "phone@example.org",
    ]);
    expect(deps.mails[0]?.text).toContain("LDAP can't be reached.");
    deps.chat.isAway = false;
    deps.pass(66 * MINUTE);
    await deliver(deps);
    expect(read(deps).filter(({ text }) => text.includes("LDAP can't be reached."))).toHaveLength(1);
    expect(deps.mails).toHaveLength(2);
  });

  it("it goes to the help address if there is no other", async () => {
    const deps = open();
    deps.chat.isAway = true;
    await stick(deps, await storedRequest(db), "help");
    for (const minutes of [0, 6, 7]) {
      deps.pass(minutes * MINUTE);
      await deliver(deps);
    }
    expect(deps.mails.map(({ to }) => to.address)).toEqual(["help@example.org"]);
  });
});
