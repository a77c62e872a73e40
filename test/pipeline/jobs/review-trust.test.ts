import { afterAll, expect, it } from "vitest";
import { closeAccount } from "../../../src/db/accounts.ts";
import type { Request } from "../../../src/db/tables/requests.ts";
import { reviewTrust } from "../../../src/pipeline/jobs/review-trust.ts";
import type { RuleBook } from "../../../src/rules/rule-book.ts";
import { newGitLab } from "../../gitlab/new-gitlab.ts";
import { later, START } from "../../in-memory/pipeline-deps.ts";
import { anAccount } from "../../in-registry.ts";
import { newDatabase } from "../../new-database.ts";
import { aBook } from "../rules/a-rule-book.ts";
import {
  aTrustedGitLabAccount,
  aTrustedRequest,
  IN_STAFF,
  NOT_IN_STAFF,
  STAFF,
  workflows,
} from "./a-trusted-request.ts";

const database = await newDatabase();
const { db } = database;
const { server, client } = await newGitLab();
afterAll(async () => {
  await server.stop();
  await database.close();
});

const review = (ruleBook: RuleBook = aBook(STAFF, NOT_IN_STAFF)) =>
  reviewTrust({ db, workflows, gitlab: client, ruleBook, now: () => later(0) });
const reviewsOf = ({ id }: Pick<Request, "id">) =>
  database.query<Pick<Request, "origin" | "username" | "email" | "details">>(
    "select origin, username, email, details from requests where (details -> 'review' ->> 'requestId')::int = $1 order by id",
    [id],
  );
const end = (origin: string, decision: object = {}) =>
  database.query(
    "update requests set status = 'closed', details = jsonb_build_object('review', (details -> 'review') || $2::jsonb) where origin = $1",
    [origin, JSON.stringify(decision)],
  );

it("Where a rule says no now, the admins are asked once, with what it approved on and what it finds", async () => {
  const { id: userId } = server.addUser({ username: "ann" });
  const trusted = await aTrustedGitLabAccount(database, userId, "ann");
  expect(await review()).toBe(1);
  expect(await review()).toBe(0);
  expect(await reviewsOf(trusted)).toEqual([
    {
      origin: `review:${trusted.id}:1`,
      username: null,
      email: "ann@example.org",
      details: {
        review: {
          requestId: trusted.id,
          rule: "staff",
          approvedAt: START.toISOString(),
          evidence: "uid=ann is in cn=staff (LDAP)",
          found: "uid=ann is not in cn=staff (LDAP)",
          gitlab: { userId, username: "ann" },
        },
      },
    },
  ]);
});

it("What isn't known is no answer, and a rule that is gone or approves nothing anymore isn't asked", async () => {
  const { id } = server.addUser({ username: "bea" });
  const trusted = await aTrustedGitLabAccount(database, id, "bea");
  const { staff } = STAFF;
  for (const book of [
    aBook(STAFF),
    aBook(STAFF, IN_STAFF),
    aBook({ other: staff }, NOT_IN_STAFF),
    aBook({ staff: { mode: "on", when: staff.when, warn: "Staff." } }, NOT_IN_STAFF),
  ])
    await review(book);
  expect(await reviewsOf(trusted)).toEqual([]);
  await review();
  expect(await reviewsOf(trusted)).toHaveLength(1);
});

it("GitLab's accounts are looked at as a list, and only those that are active are asked about", async () => {
  const states = ["blocked", "banned", "deactivated", "blocked_pending_approval"];
  const trusted = [];
  for (const state of states) {
    const { id } = server.addUser({ username: state, state });
    trusted.push(await aTrustedGitLabAccount(database, id, state));
  }
  trusted.push(await aTrustedGitLabAccount(database, 999_999, "gone"));
  const before = server.calls.length;
  await review();
  expect((await Promise.all(trusted.map(reviewsOf))).flat()).toEqual([]);
  const made = server.calls.slice(before);
  expect(made.some((call) => call.startsWith("GET /users?"))).toBe(true);
  for (const { details } of trusted) expect(made).not.toContain(`GET /users/${details.gitlab?.userId}`);
});

it("An account of the registry is asked about until it is offboarded", async () => {
  const [amy, eve] = [await anAccount(db, "amy"), await anAccount(db, "eve")];
  await closeAccount(db, eve.account.id, START);
  const [ofAmy, ofEve, ofNobody] = [
    await aTrustedRequest(database, { username: "amy" }),
    await aTrustedRequest(database, { username: "eve" }),
    await aTrustedRequest(database, { username: null }),
  ];
  await review();
  expect(await reviewsOf(ofAmy)).toMatchObject([{ username: "amy", email: amy.account.email }]);
  expect([...(await reviewsOf(ofEve)), ...(await reviewsOf(ofNobody))]).toEqual([]);
});

it("Nobody is asked again after a decision, but again if the evidence came back and is gone once more", async () => {
  const { id: userId } = server.addUser({ username: "cal" });
  const trusted = await aTrustedGitLabAccount(database, userId, "cal");
  await review();
  const [{ origin: first } = { origin: "" }] = await reviewsOf(trusted);
  await end(first);
  expect(await review()).toBe(1);
  const [, { origin: second } = { origin: "" }] = await reviewsOf(trusted);
  await end(second, { decision: "keep" });
  await review();
  expect(await reviewsOf(trusted)).toHaveLength(2);
});

it("An approval that doesn't count anymore, and a request that was refused, are not reviewed", async () => {
  const { id } = server.addUser({ username: "dot" });
  const trusted = await aTrustedGitLabAccount(database, id, "dot");
  await database.query("update requests set status = 'refused' where id = $1", [trusted.id]);
  await review();
  await database.query("update requests set status = 'closed' where id = $1", [trusted.id]);
  await database.query("update approvals set superseded_at = now() where request_id = $1", [trusted.id]);
  await review();
  expect(await reviewsOf(trusted)).toEqual([]);
});

it("If GitLab doesn't show every account, the job fails and asks nothing", async () => {
  const { id } = server.addUser({ username: "fay" });
  const trusted = await aTrustedGitLabAccount(database, id, "fay");
  server.fault = () => ({ status: 403, body: '{"message":"403 Forbidden"}' });
  await expect(review()).rejects.toThrow(/GitLab/);
  server.fault = undefined;
  expect(await reviewsOf(trusted)).toEqual([]);
});
