import { z } from "zod";
import { explainTlsError } from "../../failure/explain-tls-error.ts";
import { Failure } from "../../failure/failure.ts";
import { fetchTrusting } from "../fetch-trusting.ts";
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

const TIMEOUT_MS = 15_000;
/** The error number for an account that doesn't exist, sent with status 500. */
const NOTHING_FOUND = 9003;

const answerSchema = z.object({
  errors: z
    .array(z.looseObject({ error_number: z.number().optional(), description: z.string().optional() }))
    .default([]),
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
 * The HTTP status says little, so the list of errors in the response decides.
 */
export function readByRest({ url, ca, user, token, version }: SlurmRestConfig): SlurmReader {
  const headers = { "x-slurm-user-name": user, "x-slurm-user-token": token };

  async function find(account: string) {
    const path = `${url}/slurmdb/${version}/account/${encodeURIComponent(account)}`;
    const answer = await fetchTrusting(ca, path, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(
      (error: Error) => {
        const { cause } = error as { cause?: { code?: string } };
        const why =
          explainTlsError(cause?.code, "slurm.rest.caFile") ??
          `can't be reached: ${cause?.code ?? error.message}`;
        throw new Failure(`slurmrestd (${url}) ${why}`, { cause: error });
      },
    );
    const text = await answer.text();
    const { success, data } = answerSchema.safeParse(jsonIn(text));
    if (!success) {
      throw new Failure(
        `slurmrestd (${url}) returned ${answer.status}: ${text.slice(0, 200)}; check slurm.rest.version`,
      );
    }
    const error = data.errors.find(({ error_number }) => error_number !== NOTHING_FOUND);
    if (error) throw new Failure(`slurmrestd (${url}): ${error.description ?? error.error_number}`);
    return data.accounts.find(({ name }) => name === account);
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

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
