import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { approvalsOf } from "../../../dev/local-stack/approvals-of.ts";
import {
  addIdentity,
  campusIdentity,
  chatIdentity,
  listIdentities,
  resolvePerson,
} from "../../../src/db/people.ts";
import type { NewRequest } from "../../../src/db/requests.ts";
import type { Request } from "../../../src/db/tables/requests.ts";
import type { DirectoryPerson } from "../../../src/directory/directory.ts";
import type { Rules } from "../../../src/pipeline/pipeline-deps.ts";
import { awaitAdmin } from "../../../src/pipeline/stages/await-admin.ts";
import { register } from "../../../src/pipeline/stages/register.ts";
import { verifyIdentity } from "../../../src/pipeline/stages/verify-identity.ts";
import { anApproval } from "../../a-request.ts";
import { inMemoryDirectory } from "../../in-memory/in-memory-directory.ts";
import { inMemoryDeps, START } from "../../in-memory/pipeline-deps.ts";
import { anAccount, storedRequest } from "../../in-registry.ts";
import { newDatabase } from "../../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());
beforeEach(() => database.query("update requests set status = 'closed', waits_for = null"));

let made = 0;
const aRequest = (but: Partial<NewRequest> = {}): Promise<Request> =>
  storedRequest(db, {
    email: `amy${++made}@example.org`,
    requesterUser: null,
    project: `stars${made}`,
    details: { newProject: true },
    ...but,
  });
/** What a site with a campus directory uses. The directory has these people. */
function aCampus(people: Record<string, Partial<DirectoryPerson>> = {}, rules: Partial<Rules> = {}) {
  const directory = inMemoryDirectory();
  for (const [id, person] of Object.entries(people)) directory.addPerson(id, person);
  return { ...inMemoryDeps(db, { directory: { required: true, robots: [] }, ...rules }), directory };
}
const left = { directory: { required: false, robots: [] } };

describe("With a campus directory, a request from any source", () => {
  it("continues if the address belongs to someone active, and acct keeps their ID", async () => {
    const request = await aRequest();
    const deps = aCampus({ "id-1": { emails: ["other@example.org", request.email] } });
    const outcome = await verifyIdentity.run(request, deps);
    expect(outcome).toMatchObject({ kind: "done", facts: { details: { campusId: "id-1" } } });
  });

  it.each([
    ["is in no one's entry", {}],
    ["belongs to someone who isn't active", { active: false, evidence: "expired (shadowExpire)" }],
  ] as const)("is refused if the address %s", async (what, but) => {
    const request = await aRequest();
    const people = what === "is in no one's entry" ? {} : { "id-2": { emails: [request.email], ...but } };
    const outcome = await verifyIdentity.run(request, aCampus(people));
    expect(outcome).toMatchObject({ kind: "refuse", reason: expect.stringContaining("help@example.org") });
    // What the directory says about someone is for admins only.
    expect(outcome).not.toMatchObject({ reason: expect.stringContaining("shadowExpire") });
  });

  it("goes to an admin with a warning instead, if the site says so, also where a PI alone would decide", async () => {
    const approvals = approvalsOf({
      account: ["pi"],
      membership: ["pi"],
      quota: ["admin"],
      distinctPeople: false,
    });
    const request = await aRequest();
    const inactive = { "id-3": { emails: [request.email], active: false, evidence: "disabled" } as const };
    for (const people of [{}, inactive]) {
      const deps = aCampus(people, { ...left, approvals });
      const outcome = await verifyIdentity.run(request, deps);
      expect(outcome).toMatchObject({ kind: "done", facts: { needsAdmin: true } });
      const facts = outcome.kind === "done" ? outcome.facts : {};
      const details = { ...request.details, ...facts?.details };
      const asked = await awaitAdmin.run({ ...request, ...facts, details }, deps);
      const warnings = asked.kind === "wait" ? asked.facts?.warnings : [];
      expect(warnings?.join(" ")).toContain(`${request.email} isn't`);
    }
  });

  it.each([true, false])(
    "is neither refused nor let through while the directory is away or can't tell (required: %s)",
    async (required) => {
      const request = await aRequest();
      const unsure = { active: "unknown", evidence: "shadowExpire has a value that can't be read" } as const;
      const deps = aCampus(
        { "id-4": { emails: [request.email], ...unsure } },
        { directory: { required, robots: [] } },
      );
      await expect(verifyIdentity.run(request, deps)).rejects.toThrow("shadowExpire");
      deps.directory.isAway = true;
      await expect(verifyIdentity.run(request, deps)).rejects.toThrow("can't be reached");
    },
  );

  it("of a robot that the site has listed continues, although the directory doesn't have it", async () => {
    const request = await aRequest({ email: "Robot@example.org" });
    const deps = aCampus({}, { directory: { required: true, robots: ["robot@example.org"] } });
    expect(await verifyIdentity.run(request, deps)).toMatchObject({ kind: "done" });
  });

  it("is refused if the person has an account already, under another address", async () => {
    const { account } = await anAccount(db, "twice", { campusId: "id-5", project: { name: "of-twice" } });
    const request = await aRequest();
    const deps = aCampus({ "id-5": { emails: [account.email, request.email] } });
    expect(await verifyIdentity.run(request, deps)).toMatchObject({
      kind: "refuse",
      reason: expect.stringContaining("twice"),
    });
  });

  it("is refused if acct knows who asks, and the address is someone else's", async () => {
    const user = "slack:UAMY";
    const person = await resolvePerson(
      db,
      { givenName: "Amy", familyName: "Ash", email: null, chatUser: user },
      { source: "manual", verifiedBy: "chat", now: START },
    );
    await addIdentity(db, person.id, campusIdentity("id-6"), { verifiedBy: "login", now: START });
    const request = await aRequest({ email: "amy@example.org", requesterUser: user });
    const others = { "id-7": { emails: ["amy@example.org"] } };
    const mine = { "id-6": { emails: ["ash@example.org"] }, ...others };
    expect(await verifyIdentity.run(request, aCampus(mine))).toMatchObject({ kind: "refuse" });
    const married = { "id-6": { emails: ["ash@example.org", "amy@example.org"] } };
    expect(await verifyIdentity.run(request, aCampus(married))).toMatchObject({
      facts: { details: { campusId: "id-6" } },
    });
    await database.query("delete from identities where value = $1", [chatIdentity(user).value]);
  });
});

it("The campus ID is an identity of the person who gets the account", async () => {
  const request = await aRequest({
    username: "withid",
    details: { newProject: true, campusId: "id-8" },
    approvals: [anApproval()],
    piEmail: null,
  });
  expect(await register.run(request, aCampus())).toMatchObject({ kind: "done" });
  const [account] = await database.query<{ person: number }>(
    "select person_id as person from accounts where username = 'withid'",
  );
  expect(await listIdentities(db, account?.person ?? 0)).toContainEqual(
    expect.objectContaining({ kind: "campus", value: "id-8", state: "active", verifiedBy: "directory" }),
  );
});
