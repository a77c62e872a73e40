import { afterAll, expect, it } from "vitest";
import { findInvitationOf } from "../../src/db/invitations.ts";
import { acceptInvitation } from "../../src/handlers/actions/accept-invitation.ts";
import { inviteMember } from "../../src/handlers/actions/invite-member.ts";
import { invitationByLink } from "../../src/handlers/invitation-by-link.ts";
import { invitationToken } from "../../src/pipeline/passwords/password-token.ts";
import { storedRequest } from "../in-registry.ts";
import { aRoster } from "./a-roster.ts";
import { aPerson, bo } from "./an-interaction.ts";

const desk = await aRoster();
afterAll(() => desk.close());
const { context, database } = desk;
const page = invitationByLink(context);

/** Someone without an account, who has asked for one in another project. */
async function withOpenRequest(name: string, user: string | null) {
  const person = aPerson(name);
  context.chat.people.set(person.user, person);
  const { id } = await storedRequest(database.db, {
    email: person.email ?? "",
    project: "botany",
    requesterUser: user,
    origin: `form:${name}`,
  });
  return { person, id };
}
const answers = {
  givenName: "Una",
  familyName: "Ude",
  username: "",
  reason: "",
  sshPublicKey: "",
  pin: "4711",
};

it("An invitation isn't used up by someone who is waiting for an account in another project, and waits for them", async () => {
  const { person, id } = await withOpenRequest("Una Ude", null);
  await desk.fill(inviteMember, bo, "optics", { person: person.user });
  const inChat = (await desk.invitations()).at(-1)?.id ?? "";
  await desk.fill(acceptInvitation, person, inChat, { ...answers });
  expect((await desk.invitations()).at(-1)).toMatchObject({ state: "open" });
  expect(await findInvitationOf(database.db, id)).toBeUndefined();

  await desk.fill(inviteMember, bo, "optics", { mail: "vic@elsewhere.example" });
  const byEmail = (await desk.invitations()).at(-1)?.id ?? "";
  const other = await storedRequest(database.db, { email: "vic@elsewhere.example", project: "botany" });
  const token = invitationToken(context.secretKey, byEmail);
  expect(await page.accept(token, answers, "en")).toMatchObject({ kind: "refused" });
  await database.query("update requests set status = 'withdrawn' where id = $1", [other.id]);
  expect(await page.accept(token, answers, "en")).toMatchObject({ kind: "accepted" });
});
