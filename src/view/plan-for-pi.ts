import type { Request } from "../db/schema.ts";
import { describePlanLine } from "./plan-line.ts";

/** What a PI approves beside the person: of a quota its numbers. Who makes what in which system is the admins' to know. */
export function planForPi({ kind, plan }: Pick<Request, "kind" | "plan">): readonly string[] {
  return kind === "quota" ? plan.map(describePlanLine) : [];
}
