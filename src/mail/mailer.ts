import { Failure } from "../failure/failure.ts";

export interface Mail {
  /** The same for every attempt, so that a mail server can recognize a message that it already has. */
  readonly messageId: string;
  /** Only one: a server may refuse one of several recipients and accept the others, and the refused one would never be retried. */
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** False for an email that opens a ticket: it doesn't say that a program sent it (RFC 3834, section 5). */
  readonly autoSubmitted?: boolean;
  /** To whom a reply goes instead of to us. */
  readonly replyTo?: { readonly name: string; readonly address: string };
  /** The earlier emails of the same conversation, oldest first (RFC 5322, section 3.6.4). */
  readonly references?: readonly string[];
  readonly inReplyTo?: string;
}

export interface Mailer {
  /**
   * Returns once a mail server has accepted the email. Throws `UndeliverableError` if the recipient's mailbox never will,
   * `SenderRefusedError` if the server refuses acct itself, and other errors if it may take the email later.
   */
  send(mail: Mail): Promise<void>;
}

/**
 * The mail server refuses acct itself, such as its sender or its quota. It takes the same email once someone who runs acct has
 * fixed that. `cause` has the server's own words.
 */
export class SenderRefusedError extends Failure {
  override name = "SenderRefusedError";
}

/** The recipient's mailbox refuses this email permanently. */
export class UndeliverableError extends Failure {
  override name = "UndeliverableError";
}

/** The connection broke while the email was being sent, so no one knows whether the server has taken it. */
export class UnknownIfSentError extends Failure {
  override name = "UnknownIfSentError";
}
