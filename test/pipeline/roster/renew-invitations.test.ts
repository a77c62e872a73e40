import { afterAll, expect, it } from "vitest";
import { secretKeys } from "../../../src/credentials/secret-keys.ts";
import { insertSecretKey } from "../../../src/db/secret-keys.ts";
import { inviteMember } from "../../../src/handlers/actions/invite-member.ts";
import { invitationToken } from "../../../src/pipeline/passwords/password-token.ts";
import { invitationByToken } from "../../../src/pipeline/roster/answer-invitation.ts";
import { forgetOldKeys } from "../../../src/pipeline/secrets/forget-old-keys.ts";
import { inspectKeys } from "../../../src/pipeline/secrets/use-keys.ts";
import { aRoster, ivy } from "../../handlers/a-roster.ts";
import { bo } from "../../handlers/an-interaction.ts";
import { later } from "../../in-memory/pipeline-deps.ts";

const desk = await aRoster();
afterAll(() => desk.close());
const { context, database } = desk;
const { db } = database;

it("An open invitation needs its key, and gets a new link by email once the key is dropped", async () => {
  const [before, next] = [context.secretKey, secretKeys(Buffer.alloc(32, 8))];
  await insertSecretKey(db, before.current, later(-1));
  await desk.fill(inviteMember, bo, "optics", { mail: "eve@elsewhere.example" });
  await desk.fill(inviteMember, bo, "optics", { person: ivy.user });
  const [byEmail, inChat] = (await desk.invitations()).map(({ id }) => id);
  await insertSecretKey(db, next.current, later(1));
  const { problem } = await inspectKeys(db, next, later(2));
  expect(problem).toContain("ACCT_SECRET_KEY_OLD");

  expect(await forgetOldKeys(db, next, later(2))).toMatchObject({ renewedInvitations: 1 });
  expect(await invitationByToken(invitationToken(before, byEmail ?? ""), context)).toEqual({
    kind: "unknown",
  });
  for (const id of [byEmail, inChat])
    expect(await invitationByToken(invitationToken(next, id ?? ""), context)).toMatchObject({ kind: "open" });
  expect(
    await database.query("select to_email from notifications where template = 'invitation' order by id"),
  ).toEqual(["eve@elsewhere.example", null, "eve@elsewhere.example"].map((to_email) => ({ to_email })));
});
