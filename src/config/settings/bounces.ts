import { z } from "zod";
import { isPrivateUrl } from "../is-loopback.ts";
import { emailAddress } from "./email-address.ts";
import { interval } from "./interval.ts";

const oauth = z.strictObject({
  tokenUrl: z
    .url({ protocol: /^https?$/, error: "must be the https:// URL at which the provider issues tokens" })
    .refine(isPrivateUrl, "must be https://, or the secret would cross the network unencrypted")
    .describe("The URL at which the provider issues access tokens"),
  clientId: z.string().min(1).describe("The ID of the app that may open the mailbox"),
  scope: z
    .string()
    .min(1)
    .optional()
    .describe("The scope, such as https://outlook.office365.com/.default for Exchange Online"),
});

const imap = z.strictObject({
  host: z.string().min(1).describe("The IMAP server"),
  port: z
    .int()
    .min(1)
    .max(65_535)
    .default(993)
    .describe("The port. Port 993 uses TLS from the start; every other port requires STARTTLS"),
  user: z
    .string()
    .min(1)
    .optional()
    .describe("The user acct logs in as, by default the address. The password is BOUNCES_PASSWORD"),
  mailbox: z.string().min(1).default("INBOX").describe("The folder that acct reads"),
  every: interval.prefault("1m").describe("How often acct reads it"),
  caFile: z
    .string()
    .optional()
    .describe("A PEM file with the CA certificates for the server, if you use your own CA"),
  oauth: oauth
    .optional()
    .describe("How acct gets an access token, for servers that take no passwords, such as Exchange Online"),
});

export const bounces = z
  .strictObject({
    address: emailAddress.describe(
      "The address that undelivered email comes back to. Give it a mailbox of its own",
    ),
    subaddresses: z
      .boolean()
      .default(true)
      .describe(
        "Whether your mail server delivers bounces+anything@example.org to bounces@example.org. Turn this off if it doesn't",
      ),
    imap: imap.optional().describe("The mailbox of that address, which acct reads and leaves unchanged"),
    webhook: z
      .boolean()
      .default(false)
      .describe("Whether your mail server may post what comes back to /bounces instead"),
  })
  .refine(({ imap, webhook }) => imap !== undefined || webhook, "must have imap, or webhook: true");
