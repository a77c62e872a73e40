import { hasEnded, type Request } from "../../db/tables/requests.ts";
import { isPublicOrigin } from "../../view/describe-source.ts";
import type { Workflows } from "../workflows.ts";

/** Tells whether the requester can still correct their answers: they gave them in the public form, and no one has approved them. */
export function isCorrectable(request: Request, { account }: Pick<Workflows, "account">): boolean {
  return (
    isPublicOrigin(request) &&
    !hasEnded(request) &&
    request.status !== "quarantined" &&
    request.approvals.length === 0 &&
    account.findIndex(({ name }) => name === request.stage) <=
      account.findLastIndex(({ approval }) => approval !== undefined)
  );
}
