import { z } from "zod";
import { isPrivateUrl } from "../is-loopback.ts";

/** Phabricator or Phorge, which rules may ask. */
export const phabricator = z.strictObject({
  url: z
    .url({ protocol: /^https?$/, error: "must be the https:// URL of Phabricator" })
    .refine(isPrivateUrl, "must be https://, or the token would cross the network unencrypted")
    .transform((url) => url.replace(/\/+$/, "").replace(/\/api$/, ""))
    .optional()
    .describe(
      "The URL of Phabricator or Phorge. PHABRICATOR_URL takes precedence. acct's token is PHABRICATOR_TOKEN",
    ),
  user: z
    .string()
    .min(1)
    .optional()
    .describe(
      "The name of acct's user there, so that doctor notices the token of another one. PHABRICATOR_USER takes precedence",
    ),
  caFile: z
    .string()
    .optional()
    .describe("A PEM file with the CA certificates for the server, if you use your own CA"),
  ldapAttribute: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9-]*$/, "must be the name of an attribute")
    .optional()
    .describe(
      "The LDAP attribute whose value people sign in to Phabricator with. By default, it is the username",
    ),
});
