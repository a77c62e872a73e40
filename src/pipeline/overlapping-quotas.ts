import { LAST_STAGE, QUOTA_IN_FORCE } from "../db/names.ts";
import type { Request } from "../db/tables/requests.ts";
import { QUOTA_NAMES, type QuotaName, type Quotas } from "../provisioners/quotas.ts";

/** Other quota requests of the same project, as `listOtherQuotas` returns them. */
type Others = readonly Pick<Request, "id" | "stage" | "quota">[];

const isInForce = ({ stage }: Others[number]) => stage === QUOTA_IN_FORCE;

/** The numbers from before a temporary request that is in force, to which they revert in the end. */
export function underlyingQuotas(now: Quotas, others: Others): Partial<Quotas> {
  const running = others.filter(isInForce);
  return pick((name) => {
    const temporary = running.findLast(({ quota }) => quota?.requested[name] === now[name]);
    return temporary?.quota?.before?.[name];
  });
}

/**
 * The numbers to which a temporary request reverts: those of an earlier request that is still in force, or else those from
 * before the request. A number that a later request has set belongs to that request and is left out.
 */
export function quotasAfter({ id, quota }: Pick<Request, "id" | "quota">, others: Others): Partial<Quotas> {
  return pick((name) => {
    const sets = (other: Others[number]) => other.quota?.requested[name] !== undefined;
    if (quota?.requested[name] === undefined) return undefined;
    if (others.some((other) => other.id > id && sets(other) && !hasEnded(other))) return undefined;
    const earlier = others.findLast((other) => other.id < id && isInForce(other) && sets(other));
    return earlier?.quota?.requested[name] ?? quota.before?.[name];
  });
}

/** A temporary change that has ended has already restored its numbers. */
function hasEnded({ stage, quota }: Others[number]): boolean {
  return stage === LAST_STAGE && quota?.until !== undefined;
}

function pick(numberFor: (name: QuotaName) => number | undefined): Partial<Quotas> {
  const entries = QUOTA_NAMES.map((name) => [name, numberFor(name)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
