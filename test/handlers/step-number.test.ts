import { expect, it } from "vitest";
import { approvalsOf } from "../../dev/local-stack/approvals-of.ts";
import type { Kind, StageName, Status } from "../../src/db/names.ts";
import { describeStepNumber } from "../../src/handlers/step-number.ts";
import { buildWorkflows } from "../../src/pipeline/workflows.ts";
import { aRequest } from "../a-request.ts";

const workflows = buildWorkflows(
  approvalsOf({ account: ["admin", "pi"], membership: ["pi"], quota: ["admin", "pi"] }),
);
const stepOf = (kind: Kind, stage: StageName, status: Status = "running") =>
  describeStepNumber(aRequest({ kind, stage, status }), workflows);

it.each<[StageName, RegExp]>([
  ["verify-identity", /\b1\b.*\b7\b/],
  ["await-admin", /\b1\b.*\b7\b/],
  ["await-pi", /\b2\b.*\b7\b/],
  ["register", /\b3\b.*\b7\b/],
  ["create-accounts", /\b4\b.*\b7\b/],
  ["add-memberships", /\b5\b.*\b7\b/],
  ["hand-over", /\b6\b.*\b7\b/],
  ["close", /\b7\b.*\b7\b/],
])("An account request at %s has the step number that its ancestor's tickets had", (stage, step) => {
  expect(stepOf("account", stage)).toMatch(step);
});

it("Other requests count the stages of their own workflow", () => {
  expect(stepOf("membership", "verify-member")).toMatch(/\b1\b.*\b5\b/);
  expect(stepOf("membership", "join-project")).toMatch(/\b4\b.*\b5\b/);
  expect(stepOf("membership", "sign-agreements")).toMatch(/\b3\b.*\b6\b/);
  expect(stepOf("quota", "restore-quota")).toMatch(/\b6\b.*\b7\b/);
  expect(stepOf("password", "hand-over")).toMatch(/\b1\b.*\b2\b/);
});

it("A request that ended early has no step number, and a closed one has the last", () => {
  for (const status of ["refused", "withdrawn", "spam", "offboarded"] as const) {
    expect(stepOf("account", "await-pi", status)).toBeUndefined();
  }
  expect(stepOf("account", "close", "closed")).toMatch(/\b7\b.*\b7\b/);
});
