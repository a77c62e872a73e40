import { z } from "zod";
import { gitLabUrl, gitlab, groupPath } from "../settings/gitlab.ts";
import { interval } from "../settings/interval.ts";
import { assignments } from "./assignments.ts";

/** The variables of GitLab. Each overrides its setting. */
export const gitLabVariables = {
  GITLAB_URL: gitLabUrl
    .optional()
    .describe(
      "The URL of GitLab. It overrides `gitlab.url`; one of them is required if `gitlab` is configured",
    ),
  GITLAB_ACCESS_TOKEN: z
    .string()
    .regex(/^\S+$/, "must be an access token of GitLab, without spaces")
    .optional()
    .describe(
      "The access token of an admin of GitLab, with the scope `api` and, with Admin Mode, `admin_mode`. Required if `gitlab` is configured",
    ),
  GITLAB_CA: z
    .string()
    .optional()
    .describe(
      "The CA certificates for GitLab in PEM, in place of `gitlab.caFile`. GITLAB_CA_FILE names a file with them",
    ),
  GITLAB_POLL: interval
    .optional()
    .describe("How often acct reads the accounts in GitLab, in place of `gitlab.poll`"),
  GITLAB_PROVIDERS: assignments("ldapmain=ldap, openid_connect=oidc", z.enum(["ldap", "oidc"]))
    .optional()
    .describe(
      "GitLab's login providers that say who people are: `ldapmain=ldap, openid_connect=oidc`. It replaces `gitlab.providers`",
    ),
  GITLAB_GROUPS: assignments("astro=labs/astro, bio=labs/bio", groupPath)
    .optional()
    .describe("The group of each project: `astro=labs/astro, bio=labs/bio`. It replaces `gitlab.groups`"),
  GITLAB_PARENT_GROUP: groupPath
    .optional()
    .describe(
      "The full path of a group that has a group for each other project, in place of `gitlab.parentGroup`",
    ),
  GITLAB_ROLE: gitlab.shape.role
    .unwrap()
    .optional()
    .describe("The role that members of a project get in its group, in place of `gitlab.role`"),
};
