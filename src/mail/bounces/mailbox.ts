import type { InboundMail } from "./inbound.ts";

/** How far a mailbox was read: up to this UID, as long as UIDVALIDITY stays the same (RFC 9051 §2.3.1.1). */
export interface Position {
  readonly validity: string | null;
  readonly lastUid: number;
}

/** The next mails of a mailbox, oldest first. */
export interface Batch {
  readonly validity: string;
  readonly mails: readonly ReceivedMail[];
  /** The last UID that was looked at, whether there was a mail or not. */
  readonly lastUid: number;
  /** Whether there are more. */
  readonly hasMore: boolean;
}

export interface ReceivedMail {
  readonly uid: number;
  /** Undefined if it can't be parsed. */
  readonly mail: InboundMail | undefined;
}

/** The mailbox that mail comes back to. */
export interface Mailbox {
  /** Who reads what and where, for the log and the cursor: "bounces@imap.example.org:993/INBOX". */
  readonly name: string;
  /**
   * Reads the mails after this position, and leaves everything as it is, flags included. Ends by the deadline or the signal,
   * whatever the server does. Throws a `LoginRejectedError` if the server rejects our login, and another `Failure` if the mailbox can't be read.
   */
  read(position: Position, deadlineMs: number, signal?: AbortSignal): Promise<Batch>;
  /** Logs in and opens the mailbox. Returns a sentence about it. */
  check(): Promise<string>;
}
