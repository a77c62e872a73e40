import type { Db } from "../../db/client.ts";
import { listProjectsNamed } from "../../db/projects.ts";
import { addOrigins, findByOrigins } from "../../db/request-origins.ts";
import { findOpenQuota } from "../../db/requests.ts";
import type { Account } from "../../db/tables/accounts.ts";
import type { Project } from "../../db/tables/projects.ts";
import type { Remark } from "../../intake/intake.ts";
import type { QuotaDraft } from "../../intake/quota-sheet.ts";
import { quoteCell } from "../../intake/quote-cell.ts";
import type { RowIdentity } from "../../intake/row-identity.ts";
import { titleOf } from "../../intake/sheets/read-row.ts";
import { fullName } from "../../view/full-name.ts";
import { createRequest } from "../create-request.ts";
import { describeOwner } from "../describe-owner.ts";
import { findOwner } from "./find-owner.ts";
import {
  type OpenedRow,
  type Opening,
  type OpeningDeps,
  sentencesOf,
  type UnopenedRow,
} from "./opened-row.ts";

const KIND = "quota";

interface QuotaRow {
  readonly quota: QuotaDraft;
  readonly identity: RowIdentity;
  readonly warnings: readonly Remark[];
}

/** Makes a request for other quotas of a row. Only one change of a project is in progress at a time: another row waits for it. */
export async function openQuota(
  { quota, identity, warnings }: QuotaRow,
  { note, source, views, trusted }: Opening,
  deps: OpeningDeps,
): Promise<OpenedRow> {
  const { db } = deps;
  const same = await findByOrigins(db, identity.knownBy);
  if (same) {
    await addOrigins(db, same.id, identity.keys);
    return { kind: "request", request: same, isNew: false };
  }
  const judged = await judgeQuota(quota, db);
  if (!("account" in judged)) return judged;
  const { account, project } = judged;
  const remarks = sentencesOf(warnings);
  const created = await createRequest(
    {
      kind: KIND,
      origin: identity.origin,
      ...describeOwner(account),
      project: project.name,
      requesterUser: null,
      quota: quota.change,
      details: {
        ...(quota.organization ? { organization: quota.organization } : {}),
        reason: quota.reason,
        answeredAt: identity.moments,
        ...(remarks.length > 0 ? { remarks } : {}),
        ...(trusted ? {} : { addressUnproved: true }),
      },
    },
    { by: { id: `email:${quota.email}`, name: fullName(account) }, note, source, views },
    deps,
    { otherOrigins: identity.keys.filter((key) => key !== identity.origin) },
  );
  if (created.kind === "created") return { kind: "request", request: created.request, isNew: true };
  // Someone else has requested one in this moment.
  return waitFor(project, created.request.id);
}

const waitFor = ({ name }: Project, id: number): UnopenedRow =>
  fail(
    "project",
    `is ${name}, whose quotas are being changed already (request ${id}); this row continues after that`,
    false,
  );

const fail = (column: string, sentence: string, forRequester: boolean): UnopenedRow => ({
  kind: "problems",
  problems: [{ column: titleOf(column), sentence }],
  forRequester,
});

/** Finds whose account and which project a row is about, or why it can't become a request. Changes nothing. */
export async function judgeQuota(
  quota: QuotaDraft,
  db: Db,
): Promise<UnopenedRow | { readonly account: Account; readonly project: Project }> {
  const owner = await findOwner(db, quota.email);
  if ("problem" in owner)
    return fail("email", owner.problem.replace(/^says so, but /, "can't be used: "), owner.forRequester);
  const named = await listProjectsNamed(db, quota.project);
  const [project] = named;
  if (!project) return fail("project", `is ${quoteCell(quota.project)}, which is no project here`, true);
  if (named.length > 1) {
    const names = named.map(({ name }) => name).join(" or ");
    return fail("project", `could be ${names}: enter the name exactly`, true);
  }
  const open = await findOpenQuota(db, { kind: KIND, project: project.name });
  return open === undefined ? { account: owner.account, project } : waitFor(project, open);
}
