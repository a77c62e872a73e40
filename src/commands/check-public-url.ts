import { randomBytes } from "node:crypto";
import { keysOf, proofOf, type SecretKeys } from "../credentials/secret-keys.ts";
import { tlsTrouble } from "../failure/explain-tls-error.ts";
import { Failure } from "../failure/failure.ts";
import type { WebConfig } from "../web/server.ts";

const TIMEOUT_MS = 10_000;

/**
 * Whether PUBLIC_URL leads to an acct with our secret key, and keeps the metrics from strangers. Throws what is wrong, and
 * what to do.
 */
export async function checkPublicUrl({ publicUrl, port }: WebConfig, keys: SecretKeys): Promise<string> {
  const nonce = randomBytes(18).toString("base64url");
  const address = `${publicUrl}/healthz?nonce=${nonce}`;
  const answer = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch((error: Error) => {
    const cause = (error.cause ?? error) as Error & { code?: string };
    const trouble = tlsTrouble(cause.code, "the variable SSL_CERT_FILE");
    if (trouble) throw new Failure(`PUBLIC_URL ${publicUrl}: ${trouble}`, { cause: error });
    throw new Failure(
      `PUBLIC_URL ${publicUrl} does not answer (${cause.code ?? cause.message}): is acct running, and the proxy? After a start it needs some seconds`,
      { cause: error },
    );
  });
  const body = await answer.text();
  const proof = proofIn(body);
  if (!answer.ok && proof === undefined) {
    throw new Failure(`PUBLIC_URL ${publicUrl} answers ${answer.status}: does the proxy lead to acct?`);
  }
  if (proof === undefined) {
    throw new Failure(`PUBLIC_URL ${publicUrl} leads to something that is not acct: check it, and the proxy`);
  }
  if (!keysOf(keys).some((key) => proofOf(key, nonce) === proof)) {
    throw new Failure(
      `PUBLIC_URL ${publicUrl} leads to an acct with another ACCT_SECRET_KEY, another installation perhaps: check it, and the proxy`,
    );
  }
  if (!answer.ok)
    throw new Failure(`PUBLIC_URL ${publicUrl} leads to acct, which answers ${answer.status}: ${body}`);
  // Where people reach acct itself, with no proxy before it, we are on its own machine, which may read the metrics.
  if (new URL(publicUrl).port !== String(port)) await checkMetricsAreClosed(publicUrl);
  return `${publicUrl} answers`;
}

async function checkMetricsAreClosed(publicUrl: string): Promise<void> {
  const answer = await fetch(`${publicUrl}/metrics`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  await answer.body?.cancel();
  if (answer.status !== 200) return;
  throw new Failure(
    `anybody can read ${publicUrl}/metrics: set METRICS_TOKEN, or keep the proxy from leading there`,
  );
}

function proofIn(body: string): string | undefined {
  try {
    const { proof } = JSON.parse(body) as { proof?: unknown };
    return typeof proof === "string" ? proof : undefined;
  } catch {
    return undefined;
  }
}
