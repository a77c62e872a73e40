import { LAST_STAGE, QUOTA_IN_FORCE } from "../db/names.ts";
import type { Request } from "../db/schema.ts";
import { QUOTA_NAMES, type QuotaName, type Quotas } from "../provisioners/quotas.ts";

/** Of other quota requests of the same project, as `listOtherQuotas` returns them. */
type Others = readonly Pick<Request, "id" | "stage" | "quota">[];

const isInForce = ({ stage }: Others[number]) => stage === QUOTA_IN_FORCE;

/** What the numbers that a temporary request has set were before it: where they go back to in the end. */
export function underlyingQuotas(now: Quotas, others: Others): Partial<Quotas> {
  const running = others.filter(isInForce);
  return pick((name) => {
    const temporary = running.findLast(({ quota }) => quota?.requested[name] === now[name]);
    return temporary?.quota?.before?.[name];
  });
}

/**
 * What the numbers of a temporary request go back to: where an earlier one is still in force, to what that has set, and
 * otherwise to what was there before. A number that a later request has set is that request's, and is left out.
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

/** A temporary change that is over has put its numbers back itself. */
function hasEnded({ stage, quota }: Others[number]): boolean {
  return stage === LAST_STAGE && quota?.until !== undefined;
}

function pick(numberFor: (name: QuotaName) => number | undefined): Partial<Quotas> {
  const entries = QUOTA_NAMES.map((name) => [name, numberFor(name)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
