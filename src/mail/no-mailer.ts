import type { SmtpMailer } from "./smtp.ts";

/** Takes the place of the mail server in a rehearsal. */
export const noMailer: SmtpMailer = {
  send: () => Promise.reject(new Error("ACCT_REHEARSAL is set: no email is sent")),
  refusal: () => undefined,
  close: () => undefined,
};
