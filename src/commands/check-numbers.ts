import type { Db } from "../db/client.ts";
import { nextNumber } from "../db/numbers.ts";
import { Failure } from "../failure/failure.ts";
import type { NumberRange } from "../pipeline/pipeline-deps.ts";
import type { Namespace } from "../provisioners/namespace.ts";
import type { Checked } from "./doctor.ts";

interface Numbers {
  readonly ranges: { readonly uidNumbers: NumberRange; readonly gidNumbers: NumberRange };
  readonly namespace: Pick<Namespace, "listNumbers" | "takeNumber"> | undefined;
}

/** Below this many numbers doctor warns: a single course could use them up. */
const MIN_FREE_NUMBERS = 50;

/** Checks how many uid and gid numbers are left. Throws if a range is used up. */
export async function checkNumbers(db: Db, { ranges, namespace }: Numbers): Promise<Checked | string> {
  if (namespace?.takeNumber) return "assigned by the directory (ldap.counterDn)";
  const warnings: string[] = [];
  const left: string[] = [];
  for (const [name, attribute] of [
    ["uidNumbers", "uidNumber"],
    ["gidNumbers", "gidNumber"],
  ] as const) {
    const { to, from } = ranges[name];
    const next = await nextNumber(db, name, from);
    const taken = (await namespace?.listNumbers(attribute)) ?? [];
    const inTheWay = new Set(taken.filter((number) => number >= next && number <= to)).size;
    const count = Math.max(0, to - next + 1) - inTheWay;
    if (count === 0)
      throw new Failure(`all ${name} from ${from} to ${to} are used up: extend registry.${name}`);
    if (count < MIN_FREE_NUMBERS)
      warnings.push(`only ${count} ${name} from ${from} to ${to} are left: extend registry.${name}`);
    left.push(`${count} ${name}`);
  }
  return { sentence: `${left.join(" and ")} left`, warnings };
}
