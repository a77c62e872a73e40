import { Failure } from "../failure/failure.ts";
export interface Mail {
  /** The same for every try, so that a mail server which has it already can tell. */
  readonly messageId: string;
  /** One, because a server that refuses one of several takes the mail for the others, and nobody would try that one again. */
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export interface Mailer {
  /** Returns when a mail server has taken the mail. Throws `UndeliverableError` when it never will, anything else when it may later. */
  send(mail: Mail): Promise<void>;
}

/** The mail server refuses this mail for good. */
export class UndeliverableError extends Failure {
  override name = "UndeliverableError";
}
