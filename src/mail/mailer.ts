import { Failure } from "../failure/failure.ts";

export interface Mail {
  /** The same for every attempt, so that a mail server can recognize a message that it already has. */
  readonly messageId: string;
  /** By which the email is recognized when it comes back; see `mail-token.ts`. Without it, nothing that comes back is noticed. */
  readonly token?: string;
  readonly to: Recipient;
  /** Others who get the same email. */
  readonly cc?: readonly Recipient[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Pictures that the HTML shows as `cid:…` (RFC 2392). */
  readonly inline?: readonly { readonly cid: string; readonly filename: string; readonly content: Buffer }[];
  /** False for an email that opens a ticket: it doesn't say that a program sent it (RFC 3834, section 5). */
  readonly autoSubmitted?: boolean;
  /** To whom a reply goes instead of to us. */
  readonly replyTo?: { readonly name: string; readonly address: string };
  /** The earlier emails of the same conversation, oldest first (RFC 5322, section 3.6.4). */
  readonly references?: readonly string[];
  readonly inReplyTo?: string;
}

export interface Recipient {
  readonly name: string;
  readonly address: string;
  /** Pictures that the HTML shows as `cid:…` (RFC 2392). */
  readonly inline?: readonly { readonly cid: string; readonly filename: string; readonly content: Buffer }[];
}

/** What became of an email that a mail server has accepted. */
export interface SentMail {
  /** The recipients that it refused while it accepted others. No one retries them. */
  readonly refused: readonly Recipient[];
}

export interface Mailer {
  /**
   * Returns once a mail server has accepted the email for at least one recipient. Throws `UndeliverableError` if the recipient's mailbox never will,
   * `SenderRefusedError` if the server refuses acct itself, and other errors if it may take the email later.
   */
  send(mail: Mail): Promise<SentMail>;
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
