import { afterAll, beforeEach, describe, expect, it } from "vitest";
import {
  consumeLink,
  findLinkByRequest,
  purgeExpiredSecrets,
  revokeLink,
} from "../../../src/db/password-links.ts";
import { findRequest, type NewRequest } from "../../../src/db/requests.ts";
import type { Request } from "../../../src/db/tables/requests.ts";
import { seal } from "../../../src/pipeline/secrets/seal.ts";
import { handOver } from "../../../src/pipeline/stages/hand-over.ts";
import { inMemoryPasswords } from "../../in-memory/in-memory-passwords.ts";
import { DAY, type InMemoryDeps, inMemoryDeps, later, START } from "../../in-memory/pipeline-deps.ts";
import { anAccount, storedRequest } from "../../in-registry.ts";
import { newDatabase } from "../../new-database.ts";
import { wasUp } from "../jobs/a-waiting-request.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());
beforeEach(() => database.query("delete from cron_slots"));

/** Amy's account is ready, and her request is about to be handed over. */
async function aHandOver(username: string, but: Partial<NewRequest> = {}): Promise<Request> {
  await anAccount(db, username, { project: { name: `of-${username}` } });
  const email = `${username}@example.org`;
  return storedRequest(db, { stage: "hand-over", username, email, requesterUser: "slack:UAMY", ...but });
}

async function linkOf({ id }: Request) {
  const link = await findLinkByRequest(db, id);
  if (!link) throw new Error("There is no link");
  return link;
}

/** What the stage makes of the request as it is now in the database. */
async function run({ id }: Request, deps: InMemoryDeps, at: Date) {
  const request = await findRequest(db, id);
  if (!request) throw new Error("The request is gone");
  deps.setClock(at);
  return handOver.run(request, deps);
}

describe("a person who gets a password link", () => {
  it("gets it by email, is told so in the chat, and has a week", async () => {
    const deps = inMemoryDeps(db);
    const request = await aHandOver("amy");
    const outcome = await handOver.run(request, deps);
    const { id } = await linkOf(request);
    expect(outcome).toMatchObject({
      kind: "wait",
      for: "password",
      until: later(7 * DAY),
      notifications: [
        { template: "welcome", via: "email", data: { link: id } },
        { template: "ready", via: "chat" },
      ],
    });
  });

  it("gets only one link, however often the stage runs", async () => {
    const deps = inMemoryDeps(db);
    const request = await aHandOver("once");
    const outcome = await handOver.run(request, deps);
    expect(await handOver.run(request, deps)).toEqual(outcome);
  });

  it("is asked for the PIN that they chose, which moves from the request to the link", async () => {
    const request = await aHandOver("pin", { pinHash: "a PIN" });
    const outcome = await handOver.run(request, inMemoryDeps(db));
    expect(outcome).toMatchObject({ notifications: [{ data: { pin: "asked" } }, {}] });
    expect(await linkOf(request)).toMatchObject({ pinHash: "a PIN" });
    expect(await findRequest(db, request.id)).toMatchObject({ pinHash: null });
  });

  it("is asked for the PIN of their account request, unless they no longer have one", async () => {
    for (const [username, noPin, pinHash] of [
      ["keeps-pin", false, "an old PIN"],
      ["lost-pin", true, null],
    ] as const) {
      await anAccount(db, username, { pinHash: "an old PIN", project: { name: `of-${username}` } });
      const email = `${username}@example.org`;
      const asked = { kind: "password", stage: "hand-over", username, email, details: { noPin } } as const;
      const request = await storedRequest(db, asked);
      await handOver.run(request, inMemoryDeps(db));
      expect(await linkOf(request)).toMatchObject({ pinHash });
    }
  });

  it("gets the link in the chat if they asked for it there, and an email that says so", async () => {
    const details = { linkByChat: true };
    const request = await aHandOver("chat", { kind: "password", details, pinHash: "a PIN" });
    expect(await handOver.run(request, inMemoryDeps(db))).toMatchObject({
      notifications: [
        { template: "new-password", via: "chat" },
        { template: "reset-requested", via: "email" },
      ],
    });
    expect(await linkOf(request)).toMatchObject({ pinHash: null });
  });

  it.each([
    ["new-password", {}],
    ["resumed", { resumed: true }],
  ] as const)("who wants a new one reads the template %s", async (template, details) => {
    const request = await aHandOver(template, { kind: "password", details });
    expect(await handOver.run(request, inMemoryDeps(db))).toMatchObject({
      notifications: [{ template }, { template: "ready" }],
    });
  });

  it("gets no new one while an admin has locked their account", async () => {
    const deps = inMemoryDeps(db);
    const request = await aHandOver("locked", { kind: "password" });
    deps.store.locked.add("locked");
    expect(await handOver.run(request, deps)).toMatchObject({ kind: "refuse" });
  });
});

it("Where no system stores passwords, the person is only told that the account is ready", async () => {
  const request = await aHandOver("none");
  expect(await handOver.run(request, { ...inMemoryDeps(db), passwords: [] })).toMatchObject({
    kind: "done",
    notifications: [{ template: "created" }],
  });
  expect(await findLinkByRequest(db, request.id)).toBeUndefined();
});

it("A request whose account isn't in the registry fails", async () => {
  const request = await storedRequest(db, { stage: "hand-over", username: "nobody" });
  await expect(handOver.run(request, inMemoryDeps(db))).rejects.toThrow("nobody");
});

describe("a password that was chosen", () => {
  const PASSWORD = "quiet otters 9 read";

  /** The person has chosen a password, and these systems didn't respond. */
  async function aChoice(
    username: string,
    password: string,
    pending: string[],
    noLogin: string[] = [],
  ): Promise<Request> {
    const request = await aHandOver(username);
    const deps = inMemoryDeps(db);
    await handOver.run(request, deps);
    const link = await linkOf(request);
    const sealedPassword = pending.length > 0 ? seal(deps.secretKey, password, link.id) : null;
    await consumeLink(db, link, START, { pending, noLogin, sealedPassword });
    return request;
  }

  it("is confirmed without the promise of a login that acct could not make", async () => {
    const data = { noLogin: "LDAP" };
    const confirmed = { notifications: [{ template: "password-set", data }, { data }] };
    const refused = await aChoice("no-login", PASSWORD, [], ["LDAP"]);
    expect(await handOver.run(refused, inMemoryDeps(db))).toMatchObject(confirmed);
    const late = await aChoice("late-login", PASSWORD, ["LDAP"]);
    const deps = inMemoryDeps(db);
    deps.store.rejected.add("late-login");
    expect(await handOver.run(late, deps)).toMatchObject(confirmed);
    expect(await linkOf(late)).toMatchObject({ pending: [], noLogin: ["LDAP"], sealedPassword: null });
  });

  it("is confirmed by email and in the chat", async () => {
    const request = await aChoice("chosen", PASSWORD, []);
    const outcome = await handOver.run(request, inMemoryDeps(db));
    expect(outcome).toMatchObject({
      kind: "done",
      notifications: [
        { template: "password-set", via: "email" },
        { template: "password-set", via: "chat" },
      ],
    });
    expect(await handOver.run(request, inMemoryDeps(db))).toEqual(outcome);
  });

  it("is set later in a system that didn't respond, and then forgotten", async () => {
    const deps = inMemoryDeps(db);
    const request = await aChoice("pending", PASSWORD, ["LDAP"]);
    deps.store.isAway = true;
    await expect(handOver.run(request, deps)).rejects.toThrow("doesn't respond");
    expect(await linkOf(request)).toMatchObject({ pending: ["LDAP"] });
    deps.store.isAway = false;
    expect(await handOver.run(request, deps)).toMatchObject({ kind: "done" });
    expect(deps.store.passwords.get("pending")).toBe(PASSWORD);
    expect(await linkOf(request)).toMatchObject({ pending: [], sealedPassword: null });
  });

  it("is not lost for one system because another one still doesn't respond", async () => {
    const deps = inMemoryDeps(db);
    const cloud = inMemoryPasswords("OpenStack");
    const both = { ...deps, passwords: [deps.store, cloud] };
    const request = await aChoice("both", PASSWORD, ["LDAP", "OpenStack"]);
    cloud.isAway = true;
    await expect(handOver.run(request, both)).rejects.toThrow("OpenStack");
    expect(await linkOf(request)).toMatchObject({ pending: ["OpenStack"] });
  });

  it("may be rejected later by a system's policy, and the person is told which system it was", async () => {
    const deps = inMemoryDeps(db);
    const request = await aChoice("short", "short", ["LDAP"]);
    expect(await handOver.run(request, deps)).toMatchObject({
      kind: "done",
      notifications: [
        { template: "password-partly-set", data: { by: "LDAP" } },
        { template: "password-partly-set" },
      ],
    });
    expect(await linkOf(request)).toMatchObject({ pending: [], sealedPassword: null });
  });

  it("is not set where an admin has locked the person out in the meantime", async () => {
    const deps = inMemoryDeps(db);
    const request = await aChoice("locked-out", PASSWORD, ["LDAP"]);
    deps.store.locked.add("locked-out");
    expect(await handOver.run(request, deps)).toMatchObject({
      notifications: [{ template: "password-partly-set" }, {}],
    });
    expect(deps.store.passwords.has("locked-out")).toBe(false);
  });
});

describe("a password link", () => {
  /** A link that was sent at the start. */
  async function handedOver(username: string) {
    const deps = inMemoryDeps(db);
    const request = await aHandOver(username, { pinHash: "a PIN" });
    expect(await run(request, deps, START)).toMatchObject({ kind: "wait", until: later(7 * DAY) });
    return { request, deps };
  }

  it("that expired while acct was down works again for the lost time, keeps its PIN, and its owner is told", async () => {
    const { request, deps } = await handedOver("down");
    const back = later(2 * DAY + 21 * DAY);
    await wasUp(database, START, later(2 * DAY));
    await wasUp(database, back, back);
    await purgeExpiredSecrets(db, back);
    const until = later(2 * DAY + 21 * DAY + 5 * DAY);
    expect(await run(request, deps, back)).toMatchObject({
      kind: "wait",
      until,
      notifications: [{ template: "welcome", data: { until: until.toISOString() } }, { template: "ready" }],
    });
    expect(await linkOf(request)).toMatchObject({ expiresAt: until, pinHash: "a PIN" });
    await wasUp(database, back, until);
    expect(await run(request, deps, until)).toMatchObject({
      kind: "done",
      notifications: [{ template: "link-expired" }],
    });
  });

  it("works longer by the days that acct was down before it expired", async () => {
    const { request, deps } = await handedOver("days");
    await wasUp(database, START, later(DAY));
    await wasUp(database, later(4 * DAY), later(10 * DAY));
    expect(await run(request, deps, later(7 * DAY))).toMatchObject({ kind: "wait", until: later(10 * DAY) });
    expect(await run(request, deps, later(10 * DAY))).toMatchObject({ kind: "done" });
  });

  it("that someone has ended stays invalid, whether acct was down or not", async () => {
    const { request, deps } = await handedOver("ended");
    await revokeLink(db, request.id, later(DAY));
    await wasUp(database, START, later(DAY));
    await wasUp(database, later(20 * DAY), later(20 * DAY));
    expect(await run(request, deps, later(20 * DAY))).toMatchObject({ kind: "done" });
  });

  it("expires as announced where acct was up", async () => {
    const { request, deps } = await handedOver("up-all");
    await wasUp(database, START, later(7 * DAY));
    expect(await run(request, deps, later(7 * DAY))).toMatchObject({
      kind: "done",
      notifications: [{ template: "link-expired" }],
    });
  });
});
