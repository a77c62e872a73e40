import type { Environment } from "./environment.ts";
import { gitlab as gitlabSettings } from "./settings/gitlab.ts";
import type { Settings } from "./settings.ts";
import { given } from "./variables/given.ts";

/** The URL alone is enough to configure GitLab, so that a site can do it by the environment. */
export function assembleGitLab(env: Environment, settings: Settings["gitlab"], ca: string | undefined) {
  if (!settings && env.GITLAB_URL === undefined) return undefined;
  const { url, ...rest } = settings ?? gitlabSettings.parse({});
  const overrides = given({
    poll: env.GITLAB_POLL,
    providers: env.GITLAB_PROVIDERS,
    groups: env.GITLAB_GROUPS,
    parentGroup: env.GITLAB_PARENT_GROUP,
    role: env.GITLAB_ROLE,
  });
  return {
    ...rest,
    ...overrides,
    ca,
    url: env.GITLAB_URL ?? url ?? "",
    token: env.GITLAB_ACCESS_TOKEN ?? "",
  };
}
