import { approvalsOf } from "../../../dev/local-stack/approvals-of.ts";
import { applyChange } from "../../../src/db/apply-change.ts";
import { findRequest, type NewRequest } from "../../../src/db/requests.ts";
import type { Request } from "../../../src/db/tables/requests.ts";
import { transition } from "../../../src/pipeline/engine/transition.ts";
import { awaitAdmin } from "../../../src/pipeline/stages/await-admin.ts";
import { buildWorkflows } from "../../../src/pipeline/workflows.ts";
import { inMemoryDeps, START } from "../../in-memory/pipeline-deps.ts";
import { storedRequest } from "../../in-registry.ts";
import type { TestDatabase } from "../../new-database.ts";
import { aBook } from "../rules/a-rule-book.ts";

export const approvals = approvalsOf({ account: ["admin"], "gitlab-account": ["admin"] });
export const workflows = buildWorkflows(approvals);
/** A rule that trusts the staff. */
export const STAFF = { staff: { mode: "on", when: { ldapGroup: "staff" }, approve: "admin" } };
export const IN_STAFF = { staff: { answer: "yes", evidence: "uid=ann is in cn=staff" } } as const;
export const NOT_IN_STAFF = { staff: { answer: "no", evidence: "uid=ann is not in cn=staff" } } as const;

/** A request that the rule of the staff approved, and that was done and closed since. */
export async function aTrustedRequest(
  { db, query }: TestDatabase,
  but: Partial<NewRequest> = {},
): Promise<Request> {
  const request = await storedRequest(db, { stage: "await-admin", ...but });
  const deps = { ...inMemoryDeps(db, { approvals }), ruleBook: aBook(STAFF, IN_STAFF) };
  const outcome = await awaitAdmin.run(request, deps);
  await applyChange(db, request, transition(request, outcome, workflows[request.kind], START), START);
  await query("update requests set status = 'closed', waits_for = null, run_at = null where id = $1", [
    request.id,
  ]);
  const closed = await findRequest(db, request.id);
  if (closed?.approvals[0]?.by !== "rule:staff") throw new Error("The rule didn't approve the request");
  return closed;
}

/** A closed request of an account in GitLab with this ID. */
export const aTrustedGitLabAccount = (database: TestDatabase, userId: number, username: string) =>
  aTrustedRequest(database, {
    kind: "gitlab-account",
    project: null,
    email: `${username}@example.org`,
    details: {
      gitlab: { userId, username, isAddressProven: true, createdAt: START.toISOString() },
    },
  });
