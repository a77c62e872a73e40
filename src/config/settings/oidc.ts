import { z } from "zod";
import { isPrivateUrl } from "../is-loopback.ts";

/** Providers of many organizations, at which anyone can sign in whose address says anything. */
const SHARED_TENANT = /^https:\/\/login\.microsoftonline\.com\/(common|organizations|consumers)\b/;

export const oidc = z.strictObject({
  name: z
    .string()
    .min(1)
    .default("SSO")
    .describe('What people call it, in any language: "Or sign in with SSO"'),
  issuer: z
    .url()
    .refine(isPrivateUrl, "must be https://, or logins would cross the network unencrypted")
    .refine(
      (url) => !SHARED_TENANT.test(url),
      "must be the issuer of your own organization, because anyone can sign in at this one",
    )
    .describe(
      "The issuer, exactly as in its tokens. Register PUBLIC_URL/login/callback there as the redirect URI",
    ),
  caFile: z
    .string()
    .optional()
    .describe("A PEM file with the CA certificates for the server, if you use your own CA"),
  clientId: z
    .string()
    .min(1)
    .describe("The ID that the provider has given acct. The secret is OIDC_CLIENT_SECRET"),
  trustEmail: z
    .boolean()
    .default(false)
    .describe(
      "Whether the provider's addresses count although it doesn't send email_verified. Only if people can't choose their address there",
    ),
});
