import type { AccountRef } from "./provisioner.ts";

/** A document that a system wants signed before it lets someone in, such as an Arvados user agreement. */
export interface SystemAgreement {
  /** What the system calls it; it doesn't change while the text stays the same. */
  readonly id: string;
  readonly title: string;
  /** The text as HTML that the system holds; it is cleaned before anyone sees it. */
  readonly html: string;
}

/** What is recorded about a signature, in the system too if it can hold it. */
export interface SignatureEvidence {
  readonly signedAt: Date;
  /** "web" or "chat". */
  readonly via: string;
  /** The address of the browser, or the chat user. */
  readonly from: string;
  /** The SHA-256 of the text that was shown, in hex. */
  readonly textHash: string;
}

/** The agreements of a system of its own. Only the login there waits for them. */
export interface SystemAgreements {
  /**
   * Lists what this person has to sign before they can log in there, and hasn't. Empty if nothing is left. Throws if the system
   * doesn't say. Changes nothing.
   */
  listUnsigned(account: AccountRef): Promise<SystemAgreement[]>;
  /** Records that the person has signed, and reads it back. Signing twice makes one signature. */
  sign(account: AccountRef, agreementId: string, evidence: SignatureEvidence): Promise<void>;
  /**
   * Lets the person in after they have signed. Returns a sentence. Safe to repeat. Throws `NotYetError` if something is still to be
   * signed.
   */
  activate(account: AccountRef): Promise<string>;
}
