import { z } from "zod";
import { Failure } from "../../failure/failure.ts";
import { jsonIn } from "../../json-in.ts";
import { explainUnreachable } from "../../outbound/explain-unreachable.ts";
import { fetchTrusting } from "../../outbound/fetch-trusting.ts";
import type { SlurmRestConfig } from "./read-by-rest.ts";
import { doesSlurmErrorLast } from "./slurm-failure.ts";

const TIMEOUT_MS = 15_000;
/** The error number for an account that doesn't exist, sent with status 500. */
const NOTHING_FOUND = 9003;

const errorsSchema = z.looseObject({
  errors: z
    .array(
      z.looseObject({
        error_number: z.number().optional(),
        error: z.string().optional(),
        description: z.string().optional(),
      }),
    )
    .default([]),
});

/**
 * Reads from slurmrestd's accounting plugin (`GET /slurmdb/<version>/<what>`). The HTTP status says little, so the list of errors
 * in the response decides; that nothing was found is not an error.
 */
export async function callSlurmrestd<Answer>(
  { url, ca, user, token, version }: SlurmRestConfig,
  what: string,
  schema: z.ZodType<Answer>,
): Promise<Answer> {
  const headers = { "x-slurm-user-name": user, "x-slurm-user-token": token };
  const path = `${url}/slurmdb/${version}/${what}`;
  const answer = await fetchTrusting(ca, path, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(
    (error: Error) => {
      const { why } = explainUnreachable(error, { timeoutMs: TIMEOUT_MS, caSetting: "slurm.rest.caFile" });
      throw new Failure(`slurmrestd (${url}) ${why}`, { cause: error });
    },
  );
  const text = await answer.text();
  const json = jsonIn(text);
  const { data: said } = errorsSchema.safeParse(json);
  const { success, data } = schema.safeParse(json);
  if (!success || !said) {
    throw new Failure(
      `slurmrestd (${url}) returned ${answer.status}: ${text.slice(0, 200)}; check slurm.rest.version`,
      { lasts: answer.status < 500 },
    );
  }
  const found = said.errors.find(({ error_number }) => error_number !== NOTHING_FOUND);
  if (found) {
    const { description, error, error_number } = found;
    const message = String(description ?? error ?? error_number);
    throw new Failure(`slurmrestd (${url}): ${message}`, { lasts: doesSlurmErrorLast(message) });
  }
  return data;
}
