import { afterAll, expect, it } from "vitest";
import { project } from "../../../src/handlers/actions/project.ts";
import { storedRequest } from "../../in-registry.ts";
import { aRoster, fay, hal, ivy } from "../a-roster.ts";
import { bo, zed } from "../an-interaction.ts";

const desk = await aRoster();
afterAll(() => desk.close());

const actionsOf = async (actor: typeof bo, text: string) => {
  const reply = await desk.expectNoTrace(() => desk.type(project, actor, text));
  return reply.kind === "message" ? (reply.notice.buttons ?? []).map(({ action }) => action) : [];
};

it("People see their projects, and can join others and ask for new ones", async () => {
  expect(await actionsOf(fay, "")).toEqual(["project", "request-membership", "request-project"]);
});

it("A PI sees what they can do in their project; a member sees less", async () => {
  expect(await actionsOf(bo, "optics")).toContain("remove-member");
  const forMember = await actionsOf(fay, "optics");
  expect(forMember).toContain("leave-project");
  expect(forMember).not.toContain("remove-member");
});

it("Others can ask to join the project, or ask for one that doesn't exist", async () => {
  expect(await actionsOf(ivy, "optics")).toEqual(["request-membership"]);
  expect(await actionsOf(ivy, "geology")).toEqual(["request-project"]);
});

it("Someone without an account is only offered to request one", async () => {
  for (const text of ["", "optics", "geology"])
    expect(await actionsOf(zed, text)).toEqual(["request-account"]);
});

it("People who manage a project see who wants to join it, and members don't", async () => {
  const other = await aRoster();
  const { id } = await storedRequest(other.database.db, {
    ...{ kind: "membership", project: "optics", givenName: "Quinn", familyName: "Quay" },
    email: "quinn@example.org",
  });
  expect(JSON.stringify(await other.type(project, bo, "optics"))).toContain(`request ${id}`);
  expect(JSON.stringify(await other.type(project, hal, "optics"))).not.toContain("Quinn");
  // They are in the project, and the request isn't closed yet.
  await other.database.query(
    "update memberships set request_id = $1 where account_id = (select id from accounts where username = 'hhart')",
    [id],
  );
  expect(JSON.stringify(await other.type(project, bo, "optics"))).not.toContain("Quinn");
  await other.close();
});
