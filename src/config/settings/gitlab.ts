import { z } from "zod";
import { explainNestedGroups } from "../explain-nested-groups.ts";
import { isPrivateUrl } from "../is-loopback.ts";
import { interval } from "./interval.ts";

/** The URL of a GitLab server, in acct.yml or in the environment. */
export const gitLabUrl = z
  .url({ protocol: /^https?$/, error: "must be the https:// URL of GitLab" })
  .refine(isPrivateUrl, "must be https://, or the token would cross the network unencrypted")
  .transform((url) => url.replace(/\/+$/, "").replace(/\/api\/v4$/, ""));

/** The full path of a group in GitLab. */
export const groupPath = z
  .string()
  .trim()
  .regex(
    /^[\w.-]+(?:\/[\w.-]+)*$/,
    "must be the full path of a group, such as labs/astro, without a slash at either end",
  );

/** GitLab. */
export const gitlab = z
  .strictObject({
    url: gitLabUrl
      .optional()
      .describe(
        "The URL of GitLab, as people open it: https://gitlab.example.org. GITLAB_URL overrides it. acct's token is GITLAB_ACCESS_TOKEN",
      ),
    caFile: z
      .string()
      .optional()
      .describe("A PEM file with the CA certificates for the server, if you use your own CA"),
    poll: interval.prefault("3m").describe("How often acct reads the accounts"),
    providers: z
      .record(z.string().min(1), z.enum(["ldap", "oidc"]))
      .default({})
      .describe(
        "GitLab's login providers that say who people are, by their names in GitLab: { ldapmain: ldap, openid_connect: oidc }. `ldap` is the directory in ldap, and `oidc` the provider in oidc. acct draws no conclusions from any other one",
      ),
    groups: z
      .record(z.string().min(1), groupPath)
      .default({})
      .describe(
        "The group of each project, by its full path: { astro: labs/astro }. The members of the project become members of the group",
      ),
    parentGroup: groupPath
      .optional()
      .describe(
        "The full path of a group that has a group for each other project, called like the project. A project without one is left out",
      ),
    role: z
      .enum(["guest", "reporter", "developer", "maintainer"])
      .default("developer")
      .describe("The role that members of a project get in its group. Higher roles stay as they are"),
  })
  .superRefine(({ groups, parentGroup }, context) => {
    const message = explainNestedGroups(Object.values(groups), parentGroup);
    if (message !== undefined) context.addIssue({ code: "custom", path: ["groups"], message });
  });
