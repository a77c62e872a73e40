import type { Db } from "../db/client.ts";
import { countLeft, nextNumber } from "../db/numbers.ts";
import { Failure } from "../failure/failure.ts";
import type { NumberRange } from "../pipeline/pipeline-deps.ts";
import type { Namespace } from "../provisioners/namespace.ts";
import type { Checked } from "./doctor-check.ts";

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
    const count = countLeft({ from: next, to }, taken);
    if (count === 0)
      throw new Failure(`all ${name} from ${from} to ${to} are used up: extend registry.${name}`);
    if (count < MIN_FREE_NUMBERS)
      warnings.push(`only ${count} ${name} from ${from} to ${to} are left: extend registry.${name}`);
    left.push(`${count} ${name}`);
  }
  const { uidNumbers, gidNumbers } = ranges;
  if (uidNumbers.from <= gidNumbers.to && gidNumbers.from <= uidNumbers.to) {
    warnings.push(
      "registry.uidNumbers and registry.gidNumbers overlap. Where each person has a private group with the number of their uid (auto_private_groups in sssd.conf(5)), the members of a project could read the files of the person with that number: use separate ranges",
    );
  }
  return { sentence: `${left.join(" and ")} left`, warnings };
}
