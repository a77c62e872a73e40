import { randomBytes } from "node:crypto";
import { computeProof, listKeys, type SecretKeys } from "../credentials/secret-keys.ts";
import { explainTlsError } from "../failure/explain-tls-error.ts";
import { Failure } from "../failure/failure.ts";
import type { WebConfig } from "../web/server.ts";

const TIMEOUT_MS = 10_000;

/**
 * Checks that PUBLIC_URL leads to an acct with our secret key, that its pages have their style, and that strangers can't read
 * the metrics. Throws with the problem and what to do about it.
 */
export async function checkPublicUrl({ publicUrl, port }: WebConfig, keys: SecretKeys): Promise<string> {
  const nonce = randomBytes(18).toString("base64url");
  const address = `${publicUrl}/healthz?nonce=${nonce}`;
  const answer = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch((error: Error) => {
    const cause = (error.cause ?? error) as Error & { code?: string };
    const problem = explainTlsError(cause.code, "the variable SSL_CERT_FILE");
    if (problem) throw new Failure(`PUBLIC_URL ${publicUrl}: ${problem}`, { cause: error });
    throw new Failure(
      `PUBLIC_URL ${publicUrl} doesn't respond (${cause.code ?? cause.message}): are acct and the proxy running? acct needs a few seconds to start`,
      { cause: error },
    );
  });
  const body = await answer.text();
  const proof = proofIn(body);
  if (!answer.ok && proof === undefined) {
    throw new Failure(`PUBLIC_URL ${publicUrl} returned ${answer.status}: does the proxy forward to acct?`);
  }
  if (proof === undefined) {
    throw new Failure(
      `PUBLIC_URL ${publicUrl} leads to something other than acct: check the address and the proxy`,
    );
  }
  if (!listKeys(keys).some((key) => computeProof(key, nonce) === proof)) {
    throw new Failure(
      `PUBLIC_URL ${publicUrl} leads to an acct with a different ACCT_SECRET_KEY, perhaps another installation: check the address and the proxy`,
    );
  }
  if (!answer.ok)
    throw new Failure(`PUBLIC_URL ${publicUrl} leads to acct, which returned ${answer.status}: ${body}`);
  await checkStyle(publicUrl);
  // Without a proxy in front of acct we are on its own machine, which is allowed to read the metrics.
  if (new URL(publicUrl).port !== String(port)) await checkMetricsAreClosed(publicUrl);
  return `${publicUrl} responds, with its style sheet`;
}

/** Fetches a page and the style sheet that it names, as a browser does: a proxy may forward one path and not the other. */
async function checkStyle(publicUrl: string): Promise<void> {
  const front = await fetch(`${publicUrl}/`, {
    headers: { accept: "text/html" },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const [, named] = /<link rel="stylesheet" href="([^"]+)">/.exec(await front.text()) ?? [];
  if (named === undefined) {
    throw new Failure(
      `${publicUrl}/ returned ${front.status} and no page of acct: the proxy must forward every path below PUBLIC_URL`,
    );
  }
  const address = new URL(named, `${publicUrl}/`).href;
  const style = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  await style.body?.cancel();
  if (style.ok && style.headers.get("content-type")?.startsWith("text/css")) return;
  throw new Failure(
    `the style sheet ${address} returned ${style.status}: the proxy must forward every path below PUBLIC_URL to acct, and PUBLIC_URL must be the URL that browsers use`,
  );
}

async function checkMetricsAreClosed(publicUrl: string): Promise<void> {
  const answer = await fetch(`${publicUrl}/metrics`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  await answer.body?.cancel();
  if (answer.status !== 200) return;
  throw new Failure(
    `anyone can read ${publicUrl}/metrics: set METRICS_TOKEN, or block this path in the proxy`,
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
