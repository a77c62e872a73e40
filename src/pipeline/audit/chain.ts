import { createHmac, timingSafeEqual } from "node:crypto";
import type { AuditHead } from "../../db/tables/audit-head.ts";
import type { AuditSeal } from "../../db/tables/audit-seals.ts";
import type { AuditEvent } from "../../db/tables/events.ts";

/** The hash that precedes the first event. */
export const NO_HASH = Buffer.alloc(0);

/** The hash of an event in the chain: HMAC-SHA-256 over the previous hash and everything that the event contains. */
export function hashEvent(key: Buffer, previous: Buffer, event: AuditEvent): Buffer {
  const { id, requestId, personId, projectId, seq, at, kind, stage, actor, actorName, note, detail } = event;
  const what = [id, requestId, seq, at.toISOString(), kind, stage, actor, actorName, note, sorted(detail)];
  // The seals of 0.1.0, which knew only events of requests, must stay valid.
  const content = requestId === null ? [...what, personId, projectId] : what;
  return createHmac("sha256", key).update(previous).update(JSON.stringify(content)).digest();
}

/** Only acct can sign the end of the chain, so a chain that was cut off has no signed end. */
export function signHead(key: Buffer, { position, hash }: Pick<AuditSeal, "position" | "hash">): Buffer {
  return createHmac("sha256", key).update(`head ${position} `).update(hash).digest();
}

export function isSigned(key: Buffer, head: AuditHead): boolean {
  const expected = signHead(key, head);
  return expected.length === head.signature.length && timingSafeEqual(expected, head.signature);
}

/** PostgreSQL does not keep an object's keys in a reliable order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([key, inner]) => [key, sorted(inner)]);
}
