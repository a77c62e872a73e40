import { z } from "zod";
import { isPrivateUrl } from "../is-loopback.ts";

/** Gerrit, which rules may ask. */
export const gerrit = z.strictObject({
  url: z
    .url({ protocol: /^https?$/, error: "must be the https:// URL of Gerrit" })
    .refine(isPrivateUrl, "must be https://, or the password would cross the network unencrypted")
    .transform((url) => url.replace(/\/+$/, "").replace(/\/a$/, ""))
    .optional()
    .describe("The URL of Gerrit, as people open it. GERRIT_URL takes precedence"),
  user: z
    .string()
    .min(1)
    .optional()
    .describe(
      "The username of acct's account there. GERRIT_USER takes precedence. The password is GERRIT_PASSWORD",
    ),
  caFile: z
    .string()
    .optional()
    .describe("A PEM file with the CA certificates for the server, if you use your own CA"),
});
