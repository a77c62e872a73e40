import { afterAll, expect, it } from "vitest";
import { closeAccount } from "../../../src/db/accounts.ts";
import type { NewRequest } from "../../../src/db/requests.ts";
import type { Request, TrustReview } from "../../../src/db/tables/requests.ts";
import type { Rules } from "../../../src/pipeline/pipeline-deps.ts";
import { reviewTrust } from "../../../src/pipeline/stages/review-trust.ts";
import type { RuleBook } from "../../../src/rules/rule-book.ts";
import { newGitLab } from "../../gitlab/new-gitlab.ts";
import { DAY, inMemoryDeps, later, START } from "../../in-memory/pipeline-deps.ts";
import { anAccount, storedRequest } from "../../in-registry.ts";
import { newDatabase } from "../../new-database.ts";
import { aTrustedGitLabAccount, IN_STAFF, NOT_IN_STAFF, STAFF } from "../jobs/a-trusted-request.ts";
import { aBook } from "../rules/a-rule-book.ts";

const database = await newDatabase();
const { db } = database;
const { server, client } = await newGitLab();
afterAll(async () => {
  await server.stop();
  await database.close();
});

let made = 0;

async function aReview(but: Partial<TrustReview> = {}, more: Partial<NewRequest> = {}) {
  const username = `ann${++made}`;
  const user = server.addUser({ username });
  const trusted = await aTrustedGitLabAccount(database, user.id, username);
  const request = await storedRequest(db, {
    ...{ kind: "trust-review", stage: "review-trust", project: null },
    ...more,
    details: {
      review: {
        ...{ requestId: trusted.id, rule: "staff", approvedAt: START.toISOString() },
        ...{ evidence: "in staff", found: "not in staff" },
        gitlab: { userId: user.id, username },
        ...but,
      },
    },
  });
  return { user, request };
}

const run = (request: Request, ruleBook: RuleBook = aBook(STAFF, NOT_IN_STAFF), rules: Partial<Rules> = {}) =>
  reviewTrust.run(request, { ...inMemoryDeps(db, rules), gitlab: client, ruleBook });

it("While the rule says no, it waits for an admin, and the rule is asked again after a day", async () => {
  const { request } = await aReview();
  expect(await run(request)).toMatchObject({
    kind: "wait",
    for: "admin",
    until: later(DAY),
    facts: { details: { review: { found: "uid=ann is not in cn=staff (LDAP)" } } },
    views: [{ audience: "admin" }],
  });
});

it("If the evidence is back, the review ends, unless the answer is only remembered from before", async () => {
  const { request } = await aReview();
  expect(await run(request, aBook(STAFF, IN_STAFF))).toEqual({
    kind: "fulfilled",
    note: "the evidence is back: uid=ann is in cn=staff (LDAP)",
  });
  expect(await run(request, aBook(STAFF, IN_STAFF, later(-1)))).toMatchObject({ kind: "wait" });
});

it("If it can't be known, or the rule is gone, the question stays as it was", async () => {
  const { request } = await aReview();
  for (const book of [aBook(STAFF), aBook({})])
    expect(await run(request, book)).toMatchObject({
      kind: "wait",
      facts: { details: { review: { found: "not in staff" } } },
    });
});

it("If the account can't be used anymore, there is nothing to decide", async () => {
  const { request, user } = await aReview();
  user.state = "banned";
  expect(await run(request)).toMatchObject({ kind: "fulfilled", note: expect.stringMatching(/is banned/) });
  server.removeUser(user.id);
  expect(await run(request)).toMatchObject({ kind: "fulfilled", note: expect.stringMatching(/no longer/) });
  const { account } = await anAccount(db, "amy");
  const ofAmy = (await aReview({ gitlab: undefined }, { username: "amy" })).request;
  expect(await run(ofAmy)).toMatchObject({ kind: "wait" });
  await closeAccount(db, account.id, START);
  expect(await run(ofAmy)).toEqual({ kind: "fulfilled", note: "amy was offboarded" });
});

it("An account that is kept stays as it is", async () => {
  const { request, user } = await aReview({ decision: "keep", by: "Ada" });
  expect(await run(request)).toMatchObject({ kind: "done", note: "kept by Ada" });
  expect(user.state).toBe("active");
});

it.each(["suspend", "remove"] as const)(
  "To %s an account in GitLab blocks it, and deletes nothing",
  async (decision) => {
    const { request, user } = await aReview({ decision, by: "Ada" });
    const blocked = { kind: "done", note: expect.stringMatching(/is blocked in GitLab/) };
    expect(await run(request)).toMatchObject(blocked);
    expect(user.state).toBe("blocked");
    expect(await run(request)).toMatchObject(blocked);
    expect(server.calls.filter((call) => call.startsWith("DELETE"))).toEqual([]);
  },
);

it("An account that is in another state by now is left alone, which the note says", async () => {
  const { request, user } = await aReview({ decision: "suspend", by: "Ada" });
  user.state = "ldap_blocked";
  expect(await run(request)).toMatchObject({ kind: "done", note: expect.stringMatching(/ldap_blocked/) });
  user.state = "odd";
  await expect(run(request)).rejects.toThrow(/state odd/);
  server.removeUser(user.id);
  expect(await run(request)).toMatchObject({ kind: "done", note: expect.stringMatching(/no longer exists/) });
});

it("In a dry run, nobody is blocked", async () => {
  const { request, user } = await aReview({ decision: "suspend", by: "Ada" });
  expect(await run(request, undefined, { dryRun: true })).toMatchObject({ kind: "wait", for: "dry-run" });
  expect(user.state).toBe("active");
});
