import { afterAll, expect, it } from "vitest";
import { reconcile } from "../../src/commands/reconcile.ts";
import { closeAccount, findAccountByUsername, markSuspended } from "../../src/db/accounts.ts";
import { Failure } from "../../src/failure/failure.ts";
import { NameConflictError, type Provisioner } from "../../src/provisioners/provisioner.ts";
import { adoptFrom } from "../adopt/adopting.ts";
import { found, reading, someSource } from "../adopt/some-source.ts";
import { inMemoryDeps } from "../in-memory/pipeline-deps.ts";
import { anAccount } from "../in-registry.ts";
import { newDatabase } from "../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());

it("An account whose ID acct doesn't know is recognized once, and is found by the ID from then on", async () => {
  const deps = inMemoryDeps(db);
  for (const username of ["early", "stranger"]) {
    const { account, project } = await anAccount(db, username);
    await deps.system.ensure(account, project);
  }
  const provisioner: Provisioner = {
    ...deps.system,
    identify: async ({ username }) => {
      if (username === "stranger") throw new NameConflictError("stranger is someone else");
      return { id: `uuid-of-${username}`, name: username };
    },
  };
  const drift: unknown[] = [];
  for await (const one of reconcile({ ...deps, provisioners: [provisioner], fix: false })) drift.push(one);
  expect(drift).toEqual([]);
  const idOf = async (username: string) =>
    (await findAccountByUsername(db, username))?.externalIds?.[provisioner.name];
  expect(await idOf("early")).toBe("uuid-of-early");
  expect(await idOf("stranger")).toBeUndefined();
});

it("What an adopted person still has is drift from the moment they are offboarded, before any system was reached", async () => {
  const deps = inMemoryDeps(db);
  const { name } = deps.system;
  await adoptFrom(db, [someSource(name, reading([found(name, "leaver", { uidNumber: 1001 })]))]);
  const account = await findAccountByUsername(db, "leaver");
  if (!account) throw new Error("leaver wasn't adopted");
  await closeAccount(db, account.id, deps.now());
  const provisioner: Provisioner = { ...deps.system, findAccess: async () => ["leaver can log in"] };
  const drift: unknown[] = [];
  for await (const { of } of reconcile({ ...deps, provisioners: [provisioner], fix: false })) drift.push(of);
  expect(drift).toContain("leaver");
});

it("Someone who is suspended is no drift while they are locked out, isn't let in by --fix, and is drift where they can log in", async () => {
  const deps = inMemoryDeps(db);
  const { account, project } = await anAccount(db, "paused");
  const { account: other } = await anAccount(db, "neverthere");
  await deps.system.ensure(account, project);
  for (const { id } of [account, other]) await markSuspended(db, id, deps.now());
  const drift = async (fix: boolean) => {
    const about: string[] = [];
    for await (const { of, what } of reconcile({ ...deps, fix }))
      if (of === "paused" || of === "neverthere") about.push(what);
    return about;
  };
  expect(await drift(true)).toEqual(["paused isn't locked out, but is suspended: run acct suspend paused"]);
  await deps.system.suspend?.(account);
  expect(await drift(true)).toEqual([]);
  expect(await deps.system.findLock?.(account)).toBe("locked by acct");
});

it("What someone who left still owns is drift, and a system that can't count isn't taken for one without anything", async () => {
  const deps = inMemoryDeps(db);
  const { account } = await anAccount(db, "owner");
  await closeAccount(db, account.id, deps.now());
  const drift = async (count: NonNullable<Provisioner["belongings"]>["count"]) => {
    const about: [what: string, outcome: string | undefined][] = [];
    const provisioner: Provisioner = { ...deps.system, belongings: { count } };
    for await (const { of, what, outcome } of reconcile({ ...deps, provisioners: [provisioner], fix: false }))
      if (of === "owner") about.push([what, outcome]);
    return about;
  };
  expect(await drift(async () => [{ what: "servers", count: 2, fate: "stays" }])).toEqual([
    [expect.stringMatching(/owner was offboarded.*servers \(2\)/), undefined],
  ]);
  expect(await drift(async () => [])).toEqual([]);
  expect(await drift(() => Promise.reject(new NameConflictError("owner is someone else now")))).toEqual([]);
  expect(
    await drift(async ({ username }) => {
      if (username !== "owner") return [];
      throw new Failure("the server is down");
    }),
  ).toEqual([[expect.stringMatching(/the server is down/), "failed"]]);
});
