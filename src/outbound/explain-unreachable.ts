import { explainTlsError } from "../failure/explain-tls-error.ts";
import { neverConnected } from "./never-connected.ts";

interface Limits {
  readonly timeoutMs: number;
  /** The setting that names the file of the server's CA: "gitlab.caFile". */
  readonly caSetting: string;
}

/**
 * Explains why a `fetch` failed, as the end of a sentence that begins with the server's name: "can't be reached: ECONNREFUSED".
 * `mayHaveArrived`: the server may have received the request, and may have done what it asks.
 */
export function explainUnreachable(
  { name, message, cause }: Error,
  { timeoutMs, caSetting }: Limits,
): { readonly why: string; readonly mayHaveArrived: boolean } {
  if (name === "TimeoutError")
    return { why: `did not respond within ${timeoutMs / 1000} s`, mayHaveArrived: true };
  if (name === "AbortError") return { why: "did not respond in time", mayHaveArrived: true };
  const { code, message: reason } = (cause ?? {}) as { code?: string; message?: string };
  const tls = explainTlsError(code, caSetting);
  if (tls !== undefined) return { why: tls, mayHaveArrived: false };
  const mayHaveArrived = !neverConnected(code);
  return { why: `can't be reached: ${code ?? reason ?? message}`, mayHaveArrived };
}
