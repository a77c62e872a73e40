import { z } from "zod";
import { callSlurmrestd } from "./call-slurmrestd.ts";
import type { SlurmReader } from "./slurm-reader.ts";

export interface SlurmRestConfig {
  /** The URL of slurmrestd. */
  readonly url: string;
  readonly ca?: string | undefined;
  /** The user the token belongs to (`X-SLURM-USER-NAME`). */
  readonly user: string;
  /** The token from `scontrol token`. */
  readonly token: string;
  /** The version of its plugin: "v0.0.38". */
  readonly version: string;
}

const answerSchema = z.object({
  accounts: z
    .array(
      z.looseObject({
        name: z.string(),
        organization: z.string().nullish(),
        associations: z
          .array(
            z.looseObject({
              cluster: z.string().nullish(),
              user: z.string().nullish(),
            }),
          )
          .default([]),
      }),
    )
    .default([]),
});

/**
 * Reads through slurmrestd's accounting plugin (`GET /slurmdb/<version>/account/<name>`), which needs no process per query.
 */
export function readByRest(config: SlurmRestConfig): SlurmReader {
  async function find(account: string) {
    const { accounts } = await callSlurmrestd(config, `account/${encodeURIComponent(account)}`, answerSchema);
    return accounts.find(({ name }) => name === account);
  }

  return {
    async readAccount(name) {
      const found = await find(name);
      if (!found) return undefined;
      const associations = found.associations.map(({ cluster, user: member }) => ({
        cluster: cluster ?? "",
        user: member ?? "",
      }));
      return { organization: found.organization ?? "", associations };
    },
  };
}
