import { afterAll, expect, it } from "vitest";
import { linkSignIn } from "../../../src/handlers/actions/link-sign-in.ts";
import { amy, guest } from "../an-interaction.ts";
import { newDesk } from "../desk.ts";

const desk = await newDesk({ signInWith: "Campus SSO" });
afterAll(() => desk.close());

const claims = () => desk.database.query("select chat_user, used_at from link_claims order by created_at");

it("A person gets their own link, whether or not acct knows them yet", async () => {
  const reply = await desk.type(linkSignIn, amy, "");
  expect(JSON.stringify(reply)).toContain(`${desk.context.rules.publicUrl}/signin?token=`);
  expect(await claims()).toEqual([{ chat_user: amy.user, used_at: null }]);
});

it("A guest gets none, and neither does anyone at a site without a campus sign-in", async () => {
  const reply = await desk.expectNoTrace(() => desk.type(linkSignIn, guest, ""));
  expect(reply.kind).toBe("message");
  const without = await newDesk({}, desk.database);
  expect((await without.expectNoTrace(() => without.type(linkSignIn, amy, ""))).kind).toBe("message");
});
