import type { Marks } from "./mail-marks.ts";

/** A mail that came back to acct, as data. What it says is a claim until one of its marks is found to be ours. */
export type InboundMail = {
  /** The same for the same mail, however and however often it gets here. */
  readonly identity: string;
  readonly marks: Marks;
} & (DeliveryReport | AutomaticAnswer | Reply | OtherMail);

/** What a mail server says about the delivery of one of our emails (RFC 3464), or a text from which that can be told. */
export interface DeliveryReport {
  readonly kind: "report";
  readonly recipients: readonly ReportedRecipient[];
}

/** An out-of-office reply, a receipt, or another answer that no person wrote (RFC 3834). */
export interface AutomaticAnswer {
  readonly kind: "automatic";
}

/** An answer by a person, or the acknowledgement of a helpdesk that names its ticket in the subject. */
export interface Reply {
  readonly kind: "reply";
  readonly subject: string;
  /** The address of the sender, as the mail gives it, which anyone can write. */
  readonly from: string;
  readonly text: string;
}

/** A mail that has nothing to do with an email of ours. */
export interface OtherMail {
  readonly kind: "other";
}

/** What became of one recipient, with the words of RFC 3464 §2.3.3. */
export interface ReportedRecipient {
  readonly action: ReportedAction;
  /** Undefined if the report doesn't name it. */
  readonly address: string | undefined;
  /** The enhanced status code (RFC 3463), such as 5.1.1; empty if there is none. */
  readonly status: string;
  /** What the mail server said, in one short line. */
  readonly reason: string;
}

export const REPORTED_ACTIONS = ["failed", "delayed", "delivered", "relayed", "expanded"] as const;
export type ReportedAction = (typeof REPORTED_ACTIONS)[number];
