import { randomBytes } from "node:crypto";
import { keysOf, proofOf, type SecretKeys } from "../secret-keys.ts";
import { tlsTrouble } from "../tls-trouble.ts";

const TIMEOUT_MS = 10_000;

/** Whether PUBLIC_URL leads to an acct with our secret key. Throws what is wrong, and what to do. */
export async function checkPublicUrl(publicUrl: string, keys: SecretKeys): Promise<string> {
  const nonce = randomBytes(18).toString("base64url");
  const address = `${publicUrl}/healthz?nonce=${nonce}`;
  const answer = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch((error: Error) => {
    const cause = (error.cause ?? error) as Error & { code?: string };
    const trouble = tlsTrouble(cause.code, "the variable SSL_CERT_FILE");
    if (trouble) throw new Error(`PUBLIC_URL ${publicUrl}: ${trouble}`, { cause: error });
    throw new Error(
      `PUBLIC_URL ${publicUrl} does not answer (${cause.code ?? cause.message}): is acct running, and the proxy?`,
      { cause: error },
    );
  });
  const body = await answer.text();
  const proof = proofIn(body);
  if (!answer.ok && proof === undefined) {
    throw new Error(`PUBLIC_URL ${publicUrl} answers ${answer.status}: does the proxy lead to acct?`);
  }
  if (proof === undefined) {
    throw new Error(`PUBLIC_URL ${publicUrl} leads to something that is not acct: check it, and the proxy`);
  }
  if (!keysOf(keys).some((key) => proofOf(key, nonce) === proof)) {
    throw new Error(
      `PUBLIC_URL ${publicUrl} leads to an acct with another ACCT_SECRET_KEY, another installation perhaps: check it, and the proxy`,
    );
  }
  if (!answer.ok)
    throw new Error(`PUBLIC_URL ${publicUrl} leads to acct, which answers ${answer.status}: ${body}`);
  return `${publicUrl} answers`;
}

function proofIn(body: string): string | undefined {
  try {
    const { proof } = JSON.parse(body) as { proof?: unknown };
    return typeof proof === "string" ? proof : undefined;
  } catch {
    return undefined;
  }
}
