import { QUOTA_IN_FORCE } from "../../db/names.ts";
import type { PlanLine, QuotaChange } from "../../db/tables/requests.ts";
import { Failure } from "../../failure/failure.ts";
import { type Quotas, quotaChanges } from "../../provisioners/quotas.ts";
import { findQuotaProject } from "../find-quota-project.ts";
import type { RequestKind } from "./kind.ts";

/** A member requests other quotas for a project, permanently or until a date. */
export const quota: RequestKind = {
  stages: [
    "verify-quota",
    "approvals",
    "sign-agreements",
    "read-quota",
    "set-quota",
    "restore-quota",
    "close",
  ],
  approvals: (settings) => settings.quota,
  async plan({ project, quota: change }, { db, quotas }) {
    if (!quotas) throw new Failure("No system with quotas is configured");
    return quotaLines(await quotas.readQuotas(await findQuotaProject(db, project)), change);
  },
  // Each change stores the previous values, so there is one at a time. A temporary one in force has already been made.
  collidesWith: ({ project }) => ({ project: project ?? "", notAt: QUOTA_IN_FORCE }),
  createsAccount: false,
  foundsProject: false,
  joinsProject: false,
  isSelfService: false,
  endsAccess: false,
  tellsRequester: true,
  expires: true,
  endsWithAccount: false,
  asksNamedPerson: false,
  undoneByDeciders: false,
};

/** What a quota request changes, compared to the current quotas, one line for each number. */
export function quotaLines(now: Partial<Quotas>, change: QuotaChange | null): PlanLine[] {
  const changes = quotaChanges(now, change?.requested ?? {});
  const end = change?.until ? [`until ${change.until}, then reverted`] : [];
  return [...changes, ...end].map((text) => ({ system: "OpenStack", text, isNew: false }));
}
