import {
  countUnsealed,
  listIncompleteHistories,
  readChain,
  readHead,
  readSubject,
  type Subject,
} from "../../db/audit-seals.ts";
import type { Db } from "../../db/client.ts";
import { readInstallation } from "../../db/installation.ts";
import type { AuditHead } from "../../db/tables/audit-head.ts";
import { hashEvent, isSigned, NO_HASH } from "./chain.ts";

/** The end of the chain as it once was, kept outside of the database: "1234:3f2a…". */
export interface KnownHead {
  readonly position: number;
  readonly hash: string;
}

export interface AuditReport {
  /** The differences from what acct recorded, one sentence each. Empty if the log is intact. */
  readonly breaks: readonly string[];
  readonly sealed: number;
  /** The number of these that are from before the secret key was dropped: they exist, but cannot be verified. */
  readonly countedOnly: number;
  /** The number of events that acct has not sealed yet, and so cannot verify. */
  readonly unsealed: number;
}

/**
 * Walks the whole audit chain: an event that was changed or deleted, a request that was deleted, and an end that was cut off
 * are breaks, even if the owner of the tables did it. With `known`, the chain must also contain that earlier end of it.
 */
export async function verifyAuditLog(db: Db, key: Buffer, known?: KnownHead): Promise<AuditReport> {
  const { auditKeyAfter } = await readInstallation(db);
  const breaks: string[] = [];
  const deleted = new Map<string, number>();
  let position = 0;
  let hash: Buffer = NO_HASH;
  let isKnown = known === undefined;
  for await (const { seal, event } of readChain(db)) {
    if (seal.position !== position + 1) breaks.push(gap(position + 1, seal.position - 1));
    else if (!event) {
      const subject = nameSubject(readSubject(seal));
      deleted.set(subject, (deleted.get(subject) ?? 0) + 1);
    } else if (seal.position > auditKeyAfter && !hashEvent(key, hash, event).equals(seal.hash)) {
      breaks.push(
        `${nameSubject(readSubject(event))}, event ${event.seq}: it was changed after it was recorded.`,
      );
    }
    // Later events are checked against the current chain, so that one change is reported as one break.
    ({ position, hash } = seal);
    if (position === known?.position && hash.toString("hex") === known.hash) isKnown = true;
  }
  for (const [subject, count] of deleted) {
    breaks.push(`${subject}: ${count === 1 ? "an event was" : `${count} events were`} deleted.`);
  }
  breaks.push(...(await judgeEnd(db, key, { position, hash })));
  if (!isKnown) {
    breaks.push(
      `The audit log does not contain event ${known?.position} as it was when its end was saved: it has been cut off or rewritten since.`,
    );
  }
  for (const { changes, events, ...subject } of await listIncompleteHistories(db)) {
    if (!deleted.has(nameSubject(subject)))
      breaks.push(`${nameSubject(subject)}: it was changed ${changes} times, and has ${events} events.`);
  }
  return { breaks, sealed: position, countedOnly: auditKeyAfter, unsealed: await countUnsealed(db) };
}

const nameSubject = ({ kind, id }: Subject) => `${kind[0]?.toUpperCase()}${kind.slice(1)} ${id}`;

const gap = (from: number, to: number) =>
  from === to
    ? `Position ${from} of the audit chain was deleted.`
    : `Positions ${from} to ${to} of the audit chain were deleted.`;

async function judgeEnd(db: Db, key: Buffer, last: Pick<AuditHead, "position" | "hash">): Promise<string[]> {
  const head = await readHead(db);
  if (!head) {
    return last.position > 0 ? ["The signed end of the audit chain was deleted."] : [];
  }
  if (!isSigned(key, head)) return ["The signature of the end of the audit chain is wrong."];
  if (head.position > last.position) {
    const count = head.position - last.position;
    return [
      `The end of the audit chain was cut off: ${count} ${count === 1 ? "event is" : "events are"} missing.`,
    ];
  }
  if (head.position < last.position || !head.hash.equals(last.hash)) {
    return ["The audit chain does not end where acct signed it: it was rewritten or extended."];
  }
  return [];
}

/** "1234:3f2a…", to keep outside. */
export const formatHead = ({ position, hash }: Pick<AuditHead, "position" | "hash">): string =>
  `${position}:${hash.toString("hex")}`;

/** Undefined if the text is not such an end. */
export function parseHead(text: string): KnownHead | undefined {
  const [, position, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text.trim()) ?? [];
  return position && hash ? { position: Number(position), hash } : undefined;
}
