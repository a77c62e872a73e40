import { afterAll, expect, it } from "vitest";
import { approvalsOf } from "../../../dev/local-stack/approvals-of.ts";
import type { Request } from "../../../src/db/tables/requests.ts";
import type { Rules } from "../../../src/pipeline/pipeline-deps.ts";
import type { Outcome } from "../../../src/pipeline/stage.ts";
import { awaitAdmin } from "../../../src/pipeline/stages/await-admin.ts";
import type { RuleBook } from "../../../src/rules/rule-book.ts";
import { inMemoryDeps, later } from "../../in-memory/pipeline-deps.ts";
import { storedRequest } from "../../in-registry.ts";
import { newDatabase } from "../../new-database.ts";
import { type Answers, aBook } from "./a-rule-book.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());

const approvals = approvalsOf({ "gitlab-account": ["admin"] });
let made = 0;

async function aPendingAccount(but: Parameters<typeof storedRequest>[1] = {}): Promise<Request> {
  const n = ++made;
  return storedRequest(db, {
    kind: "gitlab-account",
    stage: "await-admin",
    origin: `gitlab:${n}`,
    email: `ann${n}@example.org`,
    project: null,
    piName: null,
    piEmail: null,
    ...but,
    details: {
      gitlab: { userId: n, username: `ann${n}`, isAddressProven: true, createdAt: "2028-03-06T11:00:00Z" },
      ...but.details,
    },
  });
}

async function run(
  request: Request,
  book: RuleBook,
  rules: Partial<Rules> = {},
  now = later(0),
): Promise<Outcome> {
  const deps = { ...inMemoryDeps(db, { approvals, ...rules }), ruleBook: book, now: () => now };
  return awaitAdmin.run(request, deps);
}

const STAFF = { mode: "on", when: { ldapGroup: "staff" }, approve: "admin", for: ["gitlab-account"] };
const IN_STAFF: Answers = { staff: { answer: "yes", evidence: "uid=ann is in cn=staff" } };
const NOT_IN_STAFF: Answers = { staff: { answer: "no", evidence: "uid=ann is not in cn=staff" } };

it("A rule approves, and the approval names the rule, its version, and what it rests on", async () => {
  const book = aBook({ staff: STAFF }, IN_STAFF);
  const outcome = await run(await aPendingAccount(), book);
  expect(outcome).toMatchObject({
    kind: "ruled",
    event: { kind: "approved", note: "uid=ann is in cn=staff (LDAP)" },
    approvals: {
      given: {
        name: "admin",
        verdict: "approved",
        by: "rule:staff",
        byName: "the rule staff",
        surface: "rule",
        rule: "staff",
        evidence: {
          version: book.rules()[0]?.version,
          found: [{ system: "LDAP", answer: "yes", askedAt: "2028-03-06T12:00:00.000Z" }],
        },
        plan: [{ system: "GitLab" }],
      },
    },
  });
});

it("If the person isn't trusted, people decide, read what was found, and the rule is asked again", async () => {
  expect(await run(await aPendingAccount(), aBook({ staff: STAFF }, NOT_IN_STAFF))).toMatchObject({
    kind: "wait",
    for: "admin",
    facts: { details: { ruleFindings: ["staff: no, because uid=ann is not in cn=staff (LDAP)."] } },
    until: later(5 * 60_000),
  });
});

it("What isn't known approves nothing, and the card says what can't be told", async () => {
  const outcome = await run(await aPendingAccount(), aBook({ staff: STAFF }));
  expect(outcome).toMatchObject({
    kind: "wait",
    facts: { details: { ruleFindings: ["staff: unknown, because LDAP is away (LDAP)."] } },
  });
  const negated = { ...STAFF, when: { not: { ldapGroup: "banned" } } };
  expect(await run(await aPendingAccount(), aBook({ negated }))).toMatchObject({ kind: "wait" });
});

it("In shadow, a rule notes once for each of its texts what it would have done, and decides nothing", async () => {
  const request = await aPendingAccount();
  const book = aBook({ staff: { ...STAFF, mode: "shadow" } }, IN_STAFF);
  const noted = await run(request, book);
  expect(noted).toMatchObject({
    kind: "ruled",
    event: { kind: "rule-noted", note: "would have approved this: uid=ann is in cn=staff (LDAP)" },
  });
  expect(noted).not.toHaveProperty("approvals.given");
  const details = { ...request.details, ...(noted.kind === "ruled" ? noted.facts?.details : {}) };
  expect(await run({ ...request, details }, book)).toMatchObject({ kind: "wait", for: "admin" });
});

it("Above its cap, a rule leaves the decision to people and tells the admins, until the hour is over", async () => {
  const book = aBook({ capped: { ...STAFF, cap: "2 per hour" } }, IN_STAFF);
  const [first, second, third] = [await aPendingAccount(), await aPendingAccount(), await aPendingAccount()];
  expect(await run(first, book)).toMatchObject({ kind: "ruled" });
  expect(await run(second, book)).toMatchObject({ kind: "ruled" });
  expect(await run(third, book)).toMatchObject({
    kind: "wait",
    facts: { warnings: expect.arrayContaining([expect.stringContaining("which is its cap")]) },
    notifications: [{ template: "needs-attention" }, { template: "thread-note" }],
  });
  const capped = await run(third, book);
  const { warnings = [] } = capped.kind === "wait" ? (capped.facts ?? {}) : {};
  expect(await run({ ...third, warnings }, book)).toMatchObject({ kind: "wait", notifications: [] });
  // A request whose process died before it could approve keeps its use.
  expect(await run(first, book)).toMatchObject({ kind: "ruled" });
  expect(await run(third, book, {}, later(3_600_001))).toMatchObject({ kind: "ruled" });
});

it("Two processes that approve at the same moment keep to the cap together", async () => {
  const book = aBook({ raced: { ...STAFF, cap: "3 per hour" } }, IN_STAFF);
  const requests = await Promise.all(Array.from({ length: 8 }, () => aPendingAccount()));
  const outcomes = await Promise.all(requests.map((request) => run(request, book)));
  expect(outcomes.filter(({ kind }) => kind === "ruled")).toHaveLength(3);
});

it("A rule asks for a further approval before any rule approves", async () => {
  const security = { name: "Security", from: { group: "security" } };
  const book = aBook(
    {
      staff: STAFF,
      careful: { mode: "on", when: { ldapGroup: "contractors" }, require: security, for: ["gitlab-account"] },
    },
    { ...IN_STAFF, contractors: { answer: "yes", evidence: "uid=ann is in cn=contractors" } },
  );
  const settings = { groups: { security: ["sec@example.org"] } };
  const request = await aPendingAccount();
  const outcome = await run(request, book, settings);
  expect(outcome).toMatchObject({
    kind: "ruled",
    stage: "await-admin",
    event: { kind: "approval-required" },
  });
  const details = { ...request.details, ...(outcome.kind === "ruled" ? outcome.facts?.details : {}) };
  const approved = await run({ ...request, details }, book, settings);
  expect(approved).toMatchObject({ kind: "ruled", approvals: { given: { name: "admin" } } });
  const given = approved.kind === "ruled" ? approved.approvals?.given : undefined;
  if (!given) throw new Error("no approval was given");
  const both = { ...request, details, plan: given.plan, approvals: [{ ...given, seq: 2 }] };
  expect(await run(both, book, settings)).toMatchObject({ kind: "wait", for: "admin" });
});

it("A rule holds a request as likely spam, and not again after an admin has released it", async () => {
  const request = await aPendingAccount();
  const held = { mode: "on", when: { ldapGroup: "staff" }, quarantine: true };
  const book = aBook({ held }, IN_STAFF);
  const outcome = await run(request, book);
  expect(outcome).toMatchObject({ kind: "ruled", isHeld: true, event: { kind: "quarantined" } });
  const details = { ...request.details, ...(outcome.kind === "ruled" ? outcome.facts?.details : {}) };
  expect(await run({ ...request, details }, book)).toMatchObject({ kind: "wait" });
});

it("A rule warns the admins", async () => {
  const warn = { mode: "on", when: { ldapGroup: "staff" }, warn: "Staff have another server." };
  expect(await run(await aPendingAccount(), aBook({ warn }, IN_STAFF))).toMatchObject({
    facts: { warnings: expect.arrayContaining(["Staff have another server."]) },
  });
});

it("A rule is never one of several people who must approve", async () => {
  const two = { approvals: approvalsOf({ "gitlab-account": [{ from: "admin", count: 2 }] }) };
  expect(await run(await aPendingAccount(), aBook({ staff: STAFF }, IN_STAFF), two)).toMatchObject({
    kind: "wait",
  });
});

it("A rule decides nothing where an admin must decide in any case", async () => {
  const request = await storedRequest(db, {
    kind: "account",
    stage: "await-admin",
    email: "new@example.org",
    origin: "form:new",
    project: "stars",
    username: "nnew",
    needsAdmin: true,
    details: { newProject: true },
  });
  const book = aBook({ staff: { ...STAFF, for: ["account"] } }, IN_STAFF);
  expect(await run(request, book)).toMatchObject({ kind: "wait", for: "admin" });
});
