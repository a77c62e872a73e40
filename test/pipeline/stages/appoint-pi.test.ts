import { afterAll, beforeEach, expect, it } from "vitest";
import { listDeciders } from "../../../src/db/deciders.ts";
import { emailIdentity, findPersonBy } from "../../../src/db/people.ts";
import type { NewRequest } from "../../../src/db/requests.ts";
import type { Request } from "../../../src/db/tables/requests.ts";
import { appointPi } from "../../../src/pipeline/stages/appoint-pi.ts";
import { fromBo } from "../../a-request.ts";
import { inMemoryDeps } from "../../in-memory/pipeline-deps.ts";
import { anAccount, storedRequest } from "../../in-registry.ts";
import { newDatabase } from "../../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());

const deps = inMemoryDeps(db);
let count = 0;
let project = "";
/** Bo leads the project of each test. */
beforeEach(async () => {
  project = `optics${++count}`;
  await anAccount(db, `fay${count}`, { email: `fay${count}@example.org`, project: { name: project } });
});

const personOf = async (email: string) => (await findPersonBy(db, emailIdentity(email)))?.id;
const leaders = async () =>
  (await listDeciders(db, project, deps.now())).flatMap(({ role, email }) => (role === "pi" ? [email] : []));

/** Bo hands the project over, and the new PI has agreed. */
const anAgreed = async (email: string, but: Partial<NewRequest> = {}): Promise<Request> =>
  storedRequest(db, {
    kind: "new-pi",
    stage: "appoint-pi",
    project,
    email: "bo@example.org",
    piName: "Cy Cole",
    piEmail: email,
    piUser: null,
    approvals: [{ ...fromBo(), by: `email:${email}`, email, pi: email }],
    details: {
      member: { personId: (await personOf("bo@example.org")) ?? 0, formerRole: "pi", by: "Bo Birch" },
    },
    ...but,
  });

it("A member who agreed leads the project, and both they and the PI before are told once", async () => {
  const email = `fay${count}@example.org`;
  const request = await anAgreed(email);
  expect(await appointPi.run(request, deps)).toMatchObject({ kind: "done" });
  expect(await leaders()).toEqual([email]);
  // A process that died before the commit runs the stage again.
  expect(await appointPi.run(request, deps)).toMatchObject({ kind: "done" });
  const told = await database.query(
    "select coalesce(to_user, to_email) as reader from notifications where template = 'pi-set' and data ->> 'project' = $1 order by 1",
    [project],
  );
  expect(told).toEqual([{ reader: email }, { reader: "slack:UBO" }]);
});

it("Someone whom the registry doesn't know becomes known by the address to which they agreed", async () => {
  const email = `cy${count}@example.org`;
  const request = await anAgreed(email);
  expect(await appointPi.run(request, deps)).toMatchObject({ kind: "done" });
  expect(await personOf(email)).toBeDefined();
  expect(await leaders()).toEqual([email]);
});

it("Without their word, the project keeps its PI", async () => {
  const request = await anAgreed(`cy${count}@example.org`, { approvals: [] });
  await expect(appointPi.run(request, deps)).rejects.toThrow("lacks the approval");
  expect(await leaders()).toEqual(["bo@example.org"]);
});

it("A project whose PI is in acct.yml keeps its PI, and what to do is said", async () => {
  const request = await anAgreed(`cy${count}@example.org`);
  const rules = { ...deps.rules, projects: { [project]: { pi: "bo@example.org" } } };
  await expect(appointPi.run(request, { ...deps, rules })).rejects.toThrow("acct.yml");
  expect(await leaders()).toEqual(["bo@example.org"]);
});

it("A request that names no new PI gets stuck at once", async () => {
  const request = await anAgreed(`cy${count}@example.org`);
  await expect(appointPi.run({ ...request, piEmail: null }, deps)).rejects.toThrow();
  expect(await leaders()).toEqual(["bo@example.org"]);
});
