import type { Mailer } from "./mailer.ts";

/** In place of the mail server in a rehearsal. */
export const noMailer: Mailer & { close(): void } = {
  send: () => Promise.reject(new Error("ACCT_REHEARSAL is set: no mail is sent")),
  close: () => undefined,
};
