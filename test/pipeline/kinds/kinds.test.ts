import { globSync, readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { afterAll, expect, it } from "vitest";
import { aNewRequest } from "../../../dev/local-stack/a-new-request.ts";
import { approvalsOf } from "../../../dev/local-stack/approvals-of.ts";
import { DECIDERS, KINDS, QUOTA_IN_FORCE, STAGES, type StageName } from "../../../src/db/names.ts";
import { insertRequest } from "../../../src/db/requests.ts";
import { REQUEST_KINDS } from "../../../src/pipeline/kinds/kinds.ts";
import { KIND_VIEWS } from "../../../src/view/kinds/kinds.ts";
import { newDatabase } from "../../new-database.ts";

const database = await newDatabase();
afterAll(() => database.close());
const now = new Date("2026-03-01T12:00:00Z");

it.each(KINDS)("The database refuses a second open %s request exactly if the two collide", async (kind) => {
  const { collidesWith, createsAccount } = REQUEST_KINDS[kind];
  // A new account reserves its username, whoever requests it.
  const alsoShared = createsAccount
    ? []
    : [["username"], ["email", "username"], ["email", "project", "username"]];
  const insert = (draft: { email: string; project: string; username: string }, stage: StageName = "close") =>
    insertRequest(database.db, aNewRequest({ kind, stage, ...draft }), now);
  for (const shared of [["email", "project"], ["email"], ["project"], ...alsoShared, []]) {
    const draft = (number: number) => ({
      email: `${kind}${shared.includes("email") ? "" : number}@${shared.join("-")}.example.org`,
      project: `${kind}${shared.includes("project") ? "" : number}-${shared.join("-")}`,
      username: `${kind}${shared.includes("username") ? "" : number}${shared.join("")}`,
    });
    expect(await insert(draft(1))).toBeDefined();
    const collides = isDeepStrictEqual(collidesWith(draft(1)), collidesWith(draft(2)));
    expect((await insert(draft(2))) === undefined, `both have the same ${shared.join(" and ")}`).toBe(
      collides,
    );
  }
  const same = {
    email: `${kind}@in-force.example.org`,
    project: `${kind}-in-force`,
    username: `${kind}inforce`,
  };
  expect(await insert(same, QUOTA_IN_FORCE)).toBeDefined();
  const isLeftOut = collidesWith(same).notAt === QUOTA_IN_FORCE;
  expect((await insert(same)) !== undefined, "the first one is in force").toBe(isLeftOut);
});

it("Every stage belongs to the workflow of a kind", () => {
  const used = new Set<string>(KINDS.flatMap((kind) => REQUEST_KINDS[kind].stages));
  const askingStages = DECIDERS.map((approval) => `await-${approval}`);
  expect(STAGES.filter((stage) => !used.has(stage))).toEqual(askingStages);
});

it.each(KINDS)("A PI reads about a %s request exactly if it can need their approval", (kind) => {
  const { stages, approvals, isSelfService, endsAccess } = REQUEST_KINDS[kind];
  const isAsked = stages.includes("approvals");
  const settings = approvalsOf({ account: ["admin"], membership: ["admin"], quota: ["admin"] });
  expect(approvals(settings).length > 0).toBe(isAsked);
  // An account in GitLab belongs to no project, and only admins decide who leaves.
  expect(KIND_VIEWS[kind].forPi !== undefined).toBe(isAsked && kind !== "gitlab-account" && !endsAccess);
  expect(isSelfService && isAsked && !endsAccess).toBe(false);
});

it("No other code asks which kind a request is", () => {
  const kind = `(?:${KINDS.join("|")})`;
  const questions = [
    `\\bkind\\)?\\s*[!=]==?\\s*"${kind}"`,
    `"${kind}"\\s*[!=]==?\\s*(?:\\w+\\.)*kind\\b`,
    `switch \\((?:\\w+\\.)*kind\\) \\{\\s*(?://[^\\n]*\\s*)?case "${kind}"`,
    `"${kind}"[^\\]\\n]*\\]\\.includes\\(`,
    // Queries.
    `\\.kind,\\s*\\[?"${kind}"`,
    `\\bkind\\s*(?:=|<>|!=|(?:not\\s+)?in\\b)\\s*\\(?'${kind}'`,
    // Other records that are complete by type.
    "Record<Kind,",
  ];
  const pattern = new RegExp(questions.join("|"), "g");
  const exempt = [
    "src/pipeline/kinds/",
    "src/view/kinds/",
    // The unique indexes.
    "src/db/tables/requests.ts",
    "src/pipeline/workflows.ts",
  ];
  const found = globSync("src/**/*.ts")
    .filter((file) => !exempt.some((place) => file.startsWith(place)))
    .flatMap((file) => [...readFileSync(file, "utf8").matchAll(pattern)].map(([code]) => `${file}: ${code}`));
  expect(found).toEqual([]);
});
