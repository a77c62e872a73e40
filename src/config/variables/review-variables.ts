import { z } from "zod";
import { isPrivateUrl } from "../is-loopback.ts";
import { phabricator } from "../settings/phabricator.ts";

/** The variables of Phabricator and Gerrit, which rules ask. Each overrides its setting. */
export const reviewVariables = {
  PHABRICATOR_URL: z
    .url({ protocol: /^https?$/, error: "must be the https:// URL of Phabricator" })
    .refine(isPrivateUrl, "must be https://, or the token would cross the network unencrypted")
    .transform((url) => url.replace(/\/+$/, "").replace(/\/api$/, ""))
    .optional()
    .describe("The URL of Phabricator or Phorge, in place of `phabricator.url`"),
  PHABRICATOR_USER: z
    .string()
    .min(1)
    .optional()
    .describe("The name of acct's user in Phabricator, in place of `phabricator.user`"),
  PHABRICATOR_TOKEN: z
    .string()
    .regex(/^\S{32}$/, "must be a Conduit API token, which has 32 characters")
    .optional()
    .describe("The Conduit API token of acct's user. Required if `phabricator` is configured"),
  PHABRICATOR_CA: z
    .string()
    .optional()
    .describe(
      "The CA certificates for Phabricator in PEM, in place of `phabricator.caFile`. PHABRICATOR_CA_FILE names a file with them",
    ),
  PHABRICATOR_LDAP_ATTRIBUTE: phabricator.shape.ldapAttribute.describe(
    "The LDAP attribute whose value people sign in to Phabricator with, in place of `phabricator.ldapAttribute`",
  ),
  GERRIT_URL: z
    .url({ protocol: /^https?$/, error: "must be the https:// URL of Gerrit" })
    .refine(isPrivateUrl, "must be https://, or the password would cross the network unencrypted")
    .transform((url) => url.replace(/\/+$/, "").replace(/\/a$/, ""))
    .optional()
    .describe("The URL of Gerrit, in place of `gerrit.url`"),
  GERRIT_USER: z
    .string()
    .min(1)
    .optional()
    .describe("The username of acct's account in Gerrit, in place of `gerrit.user`"),
  GERRIT_PASSWORD: z
    .string()
    .min(1)
    .optional()
    .describe(
      "The HTTP password or token that Gerrit has generated for acct's account. Required if `gerrit` is configured",
    ),
  GERRIT_CA: z
    .string()
    .optional()
    .describe(
      "The CA certificates for Gerrit in PEM, in place of `gerrit.caFile`. GERRIT_CA_FILE names a file with them",
    ),
};
