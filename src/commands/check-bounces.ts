import type { Config } from "../config/config.ts";
import type { LoginGuards } from "../credentials/login-guard.ts";
import { imapMailbox } from "../mail/bounces/imap-mailbox.ts";
import { type BounceAddress, returnAddress } from "../mail/bounces/mail-marks.ts";
import { checkSmtp, type SmtpConfig } from "../mail/smtp.ts";
import type { Check } from "./doctor-check.ts";

/** Whether undelivered email comes back to where acct reads it. */
export function bouncesChecks({ mail, web }: Config, guards: LoginGuards): Check[] {
  const { bounces } = mail;
  if (!bounces) return [];
  const { imap, webhookSecret } = bounces;
  return [
    ["bounces", async () => (imap ? imapMailbox(imap, guards).check() : "come to the webhook")],
    ...(webhookSecret === undefined
      ? []
      : [
          [
            "bounces webhook",
            async () => `mail servers post what comes back to ${web.publicUrl}/bounces`,
          ] as const,
        ]),
    ["bounces address", () => checkReturnAddress(mail, bounces, guards)],
  ];
}

async function checkReturnAddress(
  mail: SmtpConfig,
  bounces: BounceAddress,
  guards: LoginGuards,
): Promise<string> {
  const to = returnAddress(bounces, "doctor");
  const setting = bounces.subaddresses
    ? "mail.bounces.address, and set mail.bounces.subaddresses to false if your mail server knows no addresses with a plus sign"
    : "mail.bounces.address";
  await checkSmtp(mail, guards, { to, setting });
  return `the mail server delivers to ${to}`;
}
