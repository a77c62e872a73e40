import { isNeverGiven, nextGivable } from "../db/never-given.ts";
import { takeNumber } from "../db/numbers.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";

type Deps = Pick<PipelineDeps, "db" | "namespace" | "rules">;

/** Takes the next number for a person that no one has, in the registry or in the directory. */
export async function takeUidNumber({ db, namespace, rules }: Deps): Promise<number> {
  for (;;) {
    const uidNumber =
      (await namespace?.takeNumber?.("uidNumber", nextGivable)) ??
      (await takeNumber(db, "uidNumbers", rules.registry.uidNumbers));
    if (!isNeverGiven(uidNumber) && !(await namespace?.isUidNumberTaken(uidNumber))) return uidNumber;
  }
}

/** Does the same for a project. */
export async function takeGidNumber({ db, namespace, rules }: Deps): Promise<number> {
  for (;;) {
    const gidNumber =
      (await namespace?.takeNumber?.("gidNumber", nextGivable)) ??
      (await takeNumber(db, "gidNumbers", rules.registry.gidNumbers));
    if (!isNeverGiven(gidNumber) && !(await namespace?.isGidNumberTaken(gidNumber))) return gidNumber;
  }
}

/** More than one number is tried, because a directory's counter may lag behind the registry, for example after a restore. */
export const MAX_NUMBERS = 20;
