interface UnansweredCall {
  readonly original?: Error & { readonly cause?: { readonly code?: string; readonly message?: string } };
}

/**
 * Explains why Slack didn't respond, and what to check. Returns undefined if it did respond, or if the error is not from
 * Slack's client.
 */
export function explainTimeout(error: unknown): string | undefined {
  const { original } = error as UnansweredCall;
  if (original === undefined) return undefined;
  return `${original.cause?.code ?? original.cause?.message ?? original.message}; check the proxy and the firewall`;
}
