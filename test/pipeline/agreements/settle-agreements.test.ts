import { afterAll, beforeEach, expect, it } from "vitest";
import type { Agreement } from "../../../src/agreements/agreement.ts";
import { listMissing } from "../../../src/commands/agreements.ts";
import { findPersonById } from "../../../src/db/people.ts";
import { listPendingOf } from "../../../src/pipeline/agreements/pending-of-person.ts";
import { settleAgreements, settleSigned } from "../../../src/pipeline/agreements/settle-agreements.ts";
import { signAgain } from "../../../src/pipeline/agreements/sign-documents.ts";
import type { PipelineDeps } from "../../../src/pipeline/pipeline-deps.ts";
import { buildWorkflows, type Workflows } from "../../../src/pipeline/workflows.ts";
import { anAgreement } from "../../agreements/an-agreement.ts";
import { inMemoryProvisioner } from "../../in-memory/in-memory-provisioner.ts";
import { DAY, inMemoryDeps, later } from "../../in-memory/pipeline-deps.ts";
import { anAccount } from "../../in-registry.ts";
import { newDatabase } from "../../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());
beforeEach(async () => {
  await database.query("update accounts set removed_at = now()");
  await database.query("update requests set status = 'closed', waits_for = null");
  for (const table of ["agreement_asks", "agreement_locks", "agreement_signatures", "notifications"])
    await database.query(`delete from ${table}`);
});

/** A registry with one account, in two systems, after a number of days. */
async function aSite(username: string, agreements: readonly Agreement[]) {
  const { account, project } = await anAccount(db, username, { project: { name: `of-${username}` } });
  await database.query("update requests set status = 'closed' where id = $1", [account.requestId]);
  const deps = inMemoryDeps(db, { agreements });
  const cloud = inMemoryProvisioner("OpenStack");
  const provisioners = [deps.system, cloud];
  for (const system of provisioners) await system.ensure(account, project);
  const context: PipelineDeps & { workflows: Workflows } = {
    ...deps,
    provisioners,
    workflows: buildWorkflows(deps.rules.approvals),
  };
  const isLocked = () => [deps.system, cloud].map(({ people }) => people.get(username)?.isRemoved);
  const on = (day: number, but: Partial<typeof context> = {}) => ({
    ...context,
    now: () => later(day * DAY),
    ...but,
  });
  const sent = async () =>
    (await database.query<{ text: string }>("select template as text from notifications order by id")).map(
      ({ text }) => text,
    );
  async function sign(day: number, but: Partial<typeof context> = {}) {
    const person = await findPersonById(db, account.personId);
    if (!person) throw new Error("The person is gone");
    const hashes = (await listPendingOf(person.id, on(day, but))).map(({ hash }) => hash);
    const by = { by: { id: "email:x", name: "Amy Ash" }, via: "web", from: "192.0.2.1" } as const;
    return signAgain(person, hashes, by, on(day, but));
  }
  return { account, system: deps.system, cloud, context, on, isLocked, sent, sign };
}

it("Someone who has access is asked, reminded, suspended everywhere after the grace time, and comes back once they sign", async () => {
  const site = await aSite("amy", [anAgreement({ grace: 5 * DAY })]);
  await settleAgreements(site.on(0));
  await settleAgreements(site.on(1));
  expect(await site.sent()).toEqual(["renew-agreements"]);
  await settleAgreements(site.on(2));
  await settleAgreements(site.on(4));
  expect(await site.sent()).toEqual(Array(3).fill("renew-agreements"));
  expect(site.isLocked()).toEqual([false, false]);

  expect(await settleAgreements(site.on(5))).toBe(1);
  expect(site.isLocked()).toEqual([true, true]);
  expect((await site.sent()).slice(3)).toEqual(["agreements-overdue", "agreements-unsigned"]);
  expect(await listMissing(site.on(6))).toMatchObject([{ usernames: ["amy"], suspendedAt: later(5 * DAY) }]);
  // Nothing is said twice.
  await settleAgreements(site.on(9));
  expect(await site.sent()).toHaveLength(5);
  expect(
    await database.query("select 1 from accounts where username = 'amy' and removed_at is null"),
  ).toHaveLength(1);

  expect(await site.sign(10)).toMatchObject({ kind: "signed", left: [] });
  expect(await settleSigned(site.on(10))).toBe(1);
  expect(site.isLocked()).toEqual([false, false]);
  expect((await site.sent()).at(-1)).toBe("agreements-back");
  await settleAgreements(site.on(40));
  expect(site.isLocked()).toEqual([false, false]);
  expect(await site.sent()).toHaveLength(6);
});

it("An agreement for a system suspends only there, and a lock that was there before stays", async () => {
  const site = await aSite("kim", [anAgreement({ for: { systems: ["OpenStack"] }, grace: DAY })]);
  await settleAgreements(site.on(0));
  await settleAgreements(site.on(1));
  expect(site.isLocked()).toEqual([false, true]);
  await site.sign(2);
  await settleSigned(site.on(2));
  expect(site.isLocked()).toEqual([false, false]);

  const locked = await aSite("lee", [anAgreement({ grace: DAY })]);
  const known = locked.system.people.get("lee");
  if (known) known.isLockedByAdmin = true;
  await settleAgreements(locked.on(0));
  await settleAgreements(locked.on(1));
  await locked.sign(2);
  await settleSigned(locked.on(2));
  expect(known).toMatchObject({ isLockedByAdmin: true, isRemoved: false });
});

it("A new version asks everyone again, and those who were suspended stay so until they sign it", async () => {
  const site = await aSite("max", [anAgreement({ grace: DAY })]);
  await settleAgreements(site.on(0));
  await site.sign(0);
  await settleAgreements(site.on(5));
  expect(await site.sent()).toHaveLength(1);

  const second = {
    rules: { ...site.context.rules, agreements: [anAgreement({ version: "2", grace: DAY })] },
  };
  await settleAgreements(site.on(6, second));
  await settleAgreements(site.on(7, second));
  expect(site.isLocked()).toEqual([true, true]);
  const third = { rules: { ...site.context.rules, agreements: [anAgreement({ version: "3", grace: DAY })] } };
  await settleAgreements(site.on(8, third));
  await settleSigned(site.on(8, third));
  expect(site.isLocked()).toEqual([true, true]);
  await site.sign(8, third);
  await settleSigned(site.on(8, third));
  expect(site.isLocked()).toEqual([false, false]);
});

it("A signature is asked for again when it is too old, and counts once each time", async () => {
  const site = await aSite("ned", [anAgreement({ renewEvery: 365 * DAY })]);
  await settleAgreements(site.on(0));
  await site.sign(0);
  await settleAgreements(site.on(364));
  expect(await site.sent()).toHaveLength(1);
  await settleAgreements(site.on(366));
  expect(await site.sent()).toHaveLength(2);
  expect(await site.sign(366)).toMatchObject({ kind: "signed" });
  expect(await site.sign(366)).toMatchObject({ kind: "nothing" });
  expect(await database.query("select round from agreement_signatures order by round")).toEqual([
    { round: 0 },
    { round: 1 },
  ]);
});

it("Two things to sign are one message, and the access isn't back before both are signed", async () => {
  const both = [
    anAgreement({ grace: DAY }),
    anAgreement({ name: "second", title: "Data rules", grace: 20 * DAY }),
  ];
  const site = await aSite("ona", both);
  await settleAgreements(site.on(0));
  expect(await site.sent()).toHaveLength(1);
  await settleAgreements(site.on(1));
  expect(site.isLocked()).toEqual([true, true]);
  const [first] = await listPendingOf(site.account.personId, site.on(1));
  const person = await findPersonById(db, site.account.personId);
  const by = { by: { id: "email:x", name: "Ona" }, via: "web", from: "192.0.2.1" } as const;
  if (person) await signAgain(person, [first?.hash ?? ""], by, site.on(1));
  await settleSigned(site.on(1));
  // The second one still has time.
  expect(site.isLocked()).toEqual([false, false]);
  await settleAgreements(site.on(20));
  expect(site.isLocked()).toEqual([true, true]);
});

it("An outage in between is completed by the next run, and tells the person once", async () => {
  const site = await aSite("pia", [anAgreement({ grace: DAY })]);
  await settleAgreements(site.on(0));
  const cut = { provisioners: [site.system, site.cloud.cutAt(1)] };
  await expect(settleAgreements(site.on(1, cut))).rejects.toThrow("pia in OpenStack");
  expect(site.isLocked()).toEqual([true, false]);
  expect(await site.sent()).not.toContain("agreements-overdue");
  await settleAgreements(site.on(1));
  expect(site.isLocked()).toEqual([true, true]);
  await site.sign(2);
  await expect(
    settleSigned(site.on(2, { provisioners: [site.system, site.cloud.cutAt(1)] })),
  ).rejects.toThrow("pia");
  await settleSigned(site.on(2));
  expect(site.isLocked()).toEqual([false, false]);
  expect((await site.sent()).filter((one) => one === "agreements-back")).toHaveLength(1);
});

it("Nobody is suspended in a dry run, or when the agreement concerns another project", async () => {
  const dry = await aSite("quin", [anAgreement({ grace: 0 })]);
  const rules = { ...dry.context.rules, dryRun: true };
  await settleAgreements(dry.on(0, { rules }));
  expect([dry.isLocked(), await dry.sent()]).toEqual([[false, false], []]);
  const other = {
    ...dry.context.rules,
    agreements: [anAgreement({ for: { projects: ["vault"] }, grace: 0 })],
  };
  await settleAgreements(dry.on(0, { rules: other }));
  expect(await dry.sent()).toEqual([]);
  const theirs = { ...other, agreements: [anAgreement({ for: { projects: ["of-quin"] }, grace: 0 })] };
  await settleAgreements(dry.on(0, { rules: theirs }));
  expect(dry.isLocked()).toEqual([true, true]);
});
