import { KINDS } from "../../db/names.ts";
import { findOpenByUsername, listOpenOf } from "../../db/requests.ts";
import { REQUEST_KINDS } from "../kinds/kinds.ts";
import { isUnfinished, missingRequest } from "./request-state.ts";
import type { WhyDeps, WhySubject } from "./subject.ts";
import type { WhyLink } from "./why-link.ts";

const CREATING = KINDS.filter((kind) => REQUEST_KINDS[kind].createsAccount);

/** The request that creates the account, until it has. */
export async function requestLinks(
  { account, users, emails }: WhySubject,
  deps: WhyDeps,
): Promise<WhyLink[]> {
  const { db } = deps;
  const request = account
    ? await findOpenByUsername(db, account.username, CREATING)
    : (await listOpenOf(db, { users, emails }, CREATING)).at(-1);
  if (!request || !isUnfinished(request)) return [];
  const link = await missingRequest("request", request, deps);
  return [{ ...link, ...(account ? {} : { isLast: true }) }];
}
