import { afterAll, expect, it } from "vitest";
import { inTransaction } from "../../src/db/client.ts";
import { listDeciders } from "../../src/db/deciders.ts";
import { lockRegistry } from "../../src/db/people.ts";
import { replacePi } from "../../src/db/replace-pi.ts";
import { findMember, updateMembership } from "../../src/db/roster.ts";
import { DAY, later } from "../in-memory/pipeline-deps.ts";
import { anAccount } from "../in-registry.ts";
import { newDatabase } from "../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());

it("Someone whose membership had an end date leads the project without one, so it never is without a PI", async () => {
  const { account, project } = await anAccount(db, "ffox");
  const of = { projectId: project.id, personId: account.personId, username: "ffox" };
  const entry = await findMember(db, of);
  if (!entry) throw new Error("ffox isn't in the project");
  await updateMembership(db, entry, { endsAt: later(DAY) });
  await inTransaction(db, async (tx) => {
    await lockRegistry(tx);
    await replacePi(tx, { projectId: project.id, personId: account.personId, now: later(0) });
  });
  expect(await findMember(db, of)).toMatchObject({ role: "pi", endsAt: null });
  expect(await listDeciders(db, project.name, later(2 * DAY))).toMatchObject([
    { role: "pi", personId: account.personId },
  ]);
});
