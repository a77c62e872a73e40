import { afterAll, expect, it } from "vitest";
import { aNewRequest } from "../../dev/local-stack/a-new-request.ts";
import { approvalsOf } from "../../dev/local-stack/approvals-of.ts";
import { createRequest, TooManyRequestsError } from "../../src/pipeline/create-request.ts";
import { buildWorkflows } from "../../src/pipeline/workflows.ts";
import { newDatabase } from "../new-database.ts";

const database = await newDatabase();
afterAll(() => database.close());
const workflows = buildWorkflows(approvalsOf({ account: ["admin"], membership: ["pi"], quota: ["admin"] }));
const noon = new Date("2026-03-01T12:00:00Z");
let projects = 0;

const ask = (user: string | null, at = noon, kind: "membership" | "password" = "membership") =>
  createRequest(
    aNewRequest({ kind, requesterUser: user, project: `p${++projects}` }),
    { by: { id: user ?? "csv", name: "Amy" }, note: "" },
    { db: database.db, workflows, now: () => at },
  );

it("A person can open ten requests an hour, even if more are sent at the same time, and more when the hour is over", async () => {
  const sent = await Promise.allSettled(Array.from({ length: 15 }, () => ask("slack:U0AMY")));
  expect(sent.filter(({ status }) => status === "fulfilled")).toHaveLength(10);
  const refused = sent.flatMap((one) => (one.status === "rejected" ? [one.reason as unknown] : []));
  for (const error of refused) expect(error).toBeInstanceOf(TooManyRequestsError);
  expect(await database.query("select 1 from requests where requester_user = 'slack:U0AMY'")).toHaveLength(
    10,
  );

  await expect(ask("slack:U0BEN")).resolves.toMatchObject({ kind: "created" });
  await expect(ask("slack:U0AMY", noon, "password")).resolves.toMatchObject({ kind: "created" });
  await expect(ask("slack:U0AMY", new Date(noon.getTime() + 3_600_001))).resolves.toMatchObject({
    kind: "created",
  });
});

it("Requests that an operator imports belong to no one in the chat, so they aren't counted", async () => {
  const sent = await Promise.allSettled(Array.from({ length: 15 }, () => ask(null)));
  expect(sent.filter(({ status }) => status === "fulfilled")).toHaveLength(15);
});
