import { z } from "zod";
import { isPrivateUrl } from "../is-loopback.ts";

/** The address of an Arvados API, in acct.yml or in the environment: a URL or, as for Arvados's own programs, only a host. */
export const arvadosUrl = z
  .string()
  .trim()
  .transform((text) => (text.includes("://") ? text : `https://${text}`))
  .refine(
    (url) => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol),
    "must be the host of the Arvados API, such as zzzzz.arvadosapi.com, or its https:// URL",
  )
  .refine(isPrivateUrl, "must be https://, or the token would cross the network unencrypted")
  .transform((url) => url.replace(/\/+$/, "").replace(/\/arvados\/v1$/, ""));

/** Arvados. */
export const arvados = z.strictObject({
  url: arvadosUrl
    .optional()
    .describe(
      "The URL or the host of the Arvados API: zzzzz.arvadosapi.com. ARVADOS_API_HOST overrides it. acct's token is ARVADOS_API_TOKEN",
    ),
  caFile: z
    .string()
    .optional()
    .describe("A PEM file with the CA certificates for the server, if you use your own CA"),
  virtualMachine: z
    .string()
    .trim()
    .min(1)
    .optional()
    .describe(
      "The host name or the UUID of the virtual machine on which everyone gets a login. Without one, acct gives no one a login",
    ),
  groups: z
    .array(z.string().trim().min(1))
    .default([])
    .describe("The names or UUIDs of the role groups that everyone joins"),
  projectGroups: z
    .boolean()
    .default(false)
    .describe(
      "Whether each project has a role group with its name, in which its members are. acct creates it. By default, projects mean nothing in Arvados",
    ),
  preActivated: z
    .record(z.string().min(1), z.string().trim().min(1, "must have a reason"))
    .default({})
    .describe(
      "Accounts that become active without a signature, by their usernames in acct, and why: { pipelinebot: the nightly pipeline }. Every other account is activated as Arvados intends",
    ),
});
