import type { Mailer } from "./mailer.ts";

/** Takes the place of the mail server in a rehearsal. */
export const noMailer: Mailer & { close(): void } = {
  send: () => Promise.reject(new Error("ACCT_REHEARSAL is set: no email is sent")),
  close: () => undefined,
};
