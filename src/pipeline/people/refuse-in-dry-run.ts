import type { Rules } from "../pipeline-deps.ts";

/** Throws if acct must not change anything outside its database. */
export function refuseInDryRun({ dryRun }: Pick<Rules, "dryRun">, instead = ""): void {
  if (dryRun)
    throw new Error(
      `ACCT_DRY_RUN or ACCT_REHEARSAL is set, so nothing is changed${instead && `; ${instead}`}.`,
    );
}
