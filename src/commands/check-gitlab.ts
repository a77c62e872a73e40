import type { LoginGuards } from "../credentials/login-guard.ts";
import { describeTokenEnd } from "../gitlab/describe-token-end.ts";
import type { GitLab, GitLabToken } from "../gitlab/gitlab.ts";
import { gitLabClient } from "../gitlab/gitlab-client.ts";
import type { GitLabConfig } from "../provisioners/gitlab/gitlab-config.ts";
import type { Checked } from "./doctor-check.ts";

interface CheckOptions {
  readonly guards?: LoginGuards;
  readonly now: Date;
}

/**
 * Whether acct sees every account in GitLab and has an admin's rights, which approving needs, and whether the groups of the settings
 * exist. Changes nothing. Throws a sentence that says what is missing.
 */
export async function checkGitLab(config: GitLabConfig, { guards, now }: CheckOptions): Promise<Checked> {
  const gitLab = gitLabClient(config, guards ? { guards } : {});
  await gitLab.checkRights();
  const token = await gitLab.tokenExpiry();
  return {
    sentence: `${config.url}: acct sees all accounts and may approve, block, and unblock them${describeEnd(token)}`,
    warnings: [
      ...describeTokenEnd(token?.expiresAt, now),
      ...(await findMissingGroups(gitLab, config)),
      ...warnAboutProviders(config),
    ],
  };
}

function describeEnd(token: GitLabToken | undefined): string {
  if (!token) return "; GitLab doesn't say when the token expires";
  if (!token.expiresAt) return "; the token doesn't expire";
  return `; the token expires on ${token.expiresAt.toISOString().slice(0, 10)}`;
}

async function findMissingGroups(gitLab: GitLab, { groups, parentGroup }: GitLabConfig): Promise<string[]> {
  const wanted = [
    ...Object.entries(groups).map(([project, path]) => ({ path, setting: `gitlab.groups.${project}` })),
    ...(parentGroup === undefined ? [] : [{ path: parentGroup, setting: "gitlab.parentGroup" }]),
  ];
  const missing: string[] = [];
  for (const { path, setting } of wanted) {
    if (!(await gitLab.findGroup(path)))
      missing.push(`GitLab has no group ${path}: create it, or change ${setting}`);
  }
  return missing;
}

const warnAboutProviders = ({ providers }: GitLabConfig): string[] =>
  Object.keys(providers).length > 0
    ? []
    : [
        "gitlab.providers is empty, so acct recognizes only people whose account has no login provider and a confirmed address",
      ];
