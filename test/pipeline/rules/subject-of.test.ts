import { afterAll, describe, expect, it } from "vitest";
import { changeUsername } from "../../../src/db/accounts.ts";
import { recordExternalId } from "../../../src/db/external-ids.ts";
import { addIdentity } from "../../../src/db/people.ts";
import { type JudgedRequest, subjectOf, subjectsOf } from "../../../src/pipeline/rules/subject-of.ts";
import { START } from "../../in-memory/pipeline-deps.ts";
import { anAccount } from "../../in-registry.ts";
import { newDatabase } from "../../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());

const { account: amy } = await anAccount(db, "amy");
const { account: ben } = await anAccount(db, "ben", { email: "ben@example.org" });
await recordExternalId(db, { accountId: amy.id }, { system: "GitLab", id: "77", name: "amy" }, START);
const proven = { verifiedBy: "admin", now: START } as const;
await addIdentity(db, amy.personId, { kind: "chat", value: "slack:UAMY" }, proven);
await addIdentity(db, amy.personId, { kind: "campus", value: "c-4711" }, proven);

const asked = (but: Partial<JudgedRequest>): JudgedRequest => ({
  kind: "membership",
  email: "",
  createdAt: START,
  ...but,
});
const AMY = {
  personId: amy.personId,
  campusId: "c-4711",
  gitlabUserId: 77,
  account: { username: "amy", uidNumber: amy.uidNumber, email: "amy@example.org" },
};

describe("Rules know the person of a request, with their account, their campus ID, and their user in GitLab,", () => {
  it.each([
    ["by the account that the request names", { username: "amy" }],
    ["by the user in the chat", { kind: "account", requesterUser: "slack:UAMY", username: "new" }],
    ["by a proven address, in any case of letters", { kind: "quota", email: "Amy@Example.ORG" }],
  ] as const)("%s", async (_, but) => {
    expect(await subjectOf(asked(but), db)).toMatchObject(AMY);
  });

  it("but not by a user or an address that isn't proven", async () => {
    const details = { isUnproven: true };
    const request = asked({ email: "amy@example.org", requesterUser: "slack:UAMY", details });
    const subject = await subjectOf(request, db);
    expect(subject).toMatchObject({ emails: [], personId: undefined, account: undefined });
  });

  it("each of many requests as if it were the only one", async () => {
    const requests = [
      asked({ username: "amy" }),
      asked({ username: "ben" }),
      asked({ kind: "account", requesterUser: "slack:UAMY" }),
      asked({ kind: "account", email: "nobody@example.org" }),
    ];
    const toSubject = await subjectsOf(requests, db);
    for (const request of requests) expect(toSubject(request)).toEqual(await subjectOf(request, db));
    expect(requests.map((request) => toSubject(request).personId)).toEqual([
      amy.personId,
      ben.personId,
      amy.personId,
      undefined,
    ]);
  });
});

it("A username that one account has and another had before is that of the one that has it", async () => {
  const { account: first } = await anAccount(db, "taken");
  await changeUsername(db, { id: first.id, username: "taken", formerUsernames: [] }, "moved");
  const byFormerName = await subjectOf(asked({ username: "taken" }), db);
  expect(byFormerName.personId).toBe(first.personId);
  const { account: second } = await anAccount(db, "other");
  await changeUsername(db, { id: second.id, username: "other", formerUsernames: [] }, "taken");
  const byName = await subjectOf(asked({ username: "taken" }), db);
  expect(byName.personId).toBe(second.personId);
});

it("Someone with two accounts has no account by their person alone", async () => {
  const { account: one } = await anAccount(db, "cleo", { email: "cleo@example.org" });
  const { account: two } = await anAccount(db, "cleo2", { email: "cleo2@example.org" });
  await database.query("update accounts set person_id = $1 where id = $2", [one.personId, two.id]);
  const subject = await subjectOf(asked({ kind: "account", email: "cleo@example.org" }), db);
  expect(subject.personId).toBe(one.personId);
  expect(subject.account).toBeUndefined();
  expect((await subjectOf(asked({ username: "cleo2" }), db)).account?.username).toBe("cleo2");
});
