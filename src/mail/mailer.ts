import { Failure } from "../failure/failure.ts";

export interface Mail {
  /** The same for every attempt, so that a mail server can recognize a message that it already has. */
  readonly messageId: string;
  /** Only one: a server may refuse one of several recipients and accept the others, and the refused one would never be retried. */
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Pictures that the HTML shows as `cid:…` (RFC 2392). */
  readonly inline?: readonly { readonly cid: string; readonly filename: string; readonly content: Buffer }[];
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
