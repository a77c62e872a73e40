import { afterAll, expect, it } from "vitest";
import { approveAhead } from "../../../src/db/approvals-ahead.ts";
import { gitLabClient } from "../../../src/gitlab/gitlab-client.ts";
import { listAhead } from "../../../src/handlers/actions/list-ahead.ts";
import { later, START } from "../../in-memory/pipeline-deps.ts";
import { ada, amy } from "../an-interaction.ts";
import { newDesk } from "../desk.ts";

const desk = await newDesk();
const gitlab = gitLabClient({ url: "https://gitlab.example.org", token: "glpat-1" });
afterAll(() => desk.close());

const approved = (email: string, at: Date) =>
  approveAhead(desk.context.db, { email, by: ada.user, byName: ada.name, reason: "joins", at });
const listed = async (actor = ada) => JSON.stringify(await desk.type(listAhead, actor, "ahead"));

it("Only an admin of a site with GitLab sees what waits", async () => {
  await approved("ann@example.org", START);
  expect(await listed()).not.toContain("ann@");
  Object.assign(desk.context, { gitlab });
  expect(await listed()).toContain("ann@example.org");
  expect(await listed(amy)).not.toContain("ann@");
});

it("A long list says how many are missing", async () => {
  for (let at = 1; at <= 24; at++) await approved(`p${at}@example.org`, later(at * 1000));
  const text = await listed();
  expect(text).toContain("p19@example.org");
  expect(text).not.toContain("p20@example.org");
  expect(text).toContain("5 more");
});
