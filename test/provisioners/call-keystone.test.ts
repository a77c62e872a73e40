import { expect, it } from "vitest";
import { readJson } from "../../src/provisioners/openstack/call-keystone.ts";

const answer = (status: number, message: string) =>
  new Response(JSON.stringify({ error: { message } }), { status });

it("What Keystone forbids acct is described as a matter of acct's own rights, with its own words", async () => {
  const forbidden = "You are not authorized to perform the requested action: identity:create_user.";
  await expect(readJson(answer(403, forbidden))).rejects.toThrow(
    /identity:create_user: give the user in openstack\.username the right/,
  );
  await expect(readJson(answer(404, "Could not find user"))).rejects.toThrow(/^Could not find user$/);
});
