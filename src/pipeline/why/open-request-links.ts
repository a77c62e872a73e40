import { KINDS } from "../../db/names.ts";
import { listOpenOf } from "../../db/requests.ts";
import { REQUEST_KINDS } from "../kinds/kinds.ts";
import { isUnfinished, missingRequest } from "./request-state.ts";
import type { WhyDeps, WhySubject } from "./subject.ts";
import type { WhyLink } from "./why-link.ts";

const MORE = KINDS.filter((kind) => {
  const { createsAccount, joinsProject } = REQUEST_KINDS[kind];
  return joinsProject && !createsAccount;
});

/** What someone with an account has asked for besides, and is still waiting for. */
export async function openRequestLinks(
  { account, users, emails, project }: WhySubject,
  deps: WhyDeps,
): Promise<WhyLink[]> {
  if (!account || project !== undefined) return [];
  const open = (await listOpenOf(deps.db, { users, emails }, MORE)).filter(
    (request) => isUnfinished(request) && (request.username ?? account.username) === account.username,
  );
  return Promise.all(
    open.map(async (request) => ({
      ...(await missingRequest("open-request", request, deps)),
      project: request.project ?? undefined,
    })),
  );
}
