import type { Db } from "../db/client.ts";
import { nextNumber } from "../db/registry.ts";
import { Failure } from "../failure/failure.ts";
import type { Directory } from "../provisioners/directory.ts";
import type { Checked } from "./doctor.ts";

interface NumberRange {
  readonly from: number;
  readonly to: number;
}

interface Numbers {
  readonly ranges: { readonly uidNumbers: NumberRange; readonly gidNumbers: NumberRange };
  readonly directory: Pick<Directory, "listNumbers" | "takeNumber"> | undefined;
}

/** So few are soon gone: one course begins, and the next person cannot be registered. */
const FEW = 50;

/** How many uid and gid numbers are left to give away. Throws when a range is used up. */
export async function checkNumbers(db: Db, { ranges, directory }: Numbers): Promise<Checked | string> {
  if (directory?.takeNumber) return "counted by the directory (ldap.counterDn)";
  const warnings: string[] = [];
  const left: string[] = [];
  for (const [name, attribute] of [
    ["uidNumbers", "uidNumber"],
    ["gidNumbers", "gidNumber"],
  ] as const) {
    const { to, from } = ranges[name];
    const next = await nextNumber(db, name, from);
    const taken = (await directory?.listNumbers(attribute)) ?? [];
    const inTheWay = new Set(taken.filter((number) => number >= next && number <= to)).size;
    const count = Math.max(0, to - next + 1) - inTheWay;
    if (count === 0)
      throw new Failure(`the ${name} from ${from} to ${to} are used up: widen registry.${name}`);
    if (count < FEW)
      warnings.push(`only ${count} ${name} are left of ${from} to ${to}: widen registry.${name}`);
    left.push(`${count} ${name}`);
  }
  return { sentence: `${left.join(" and ")} are left`, warnings };
}
