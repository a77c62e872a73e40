import type { Environment } from "./environment.ts";
import { gitlab as gitlabSettings } from "./settings/gitlab.ts";
import type { Settings } from "./settings.ts";

/** The URL alone is enough to configure GitLab, so that a site can do it by the environment. */
export function assembleGitLab(env: Environment, settings: Settings["gitlab"], ca: string | undefined) {
  if (!settings && env.GITLAB_URL === undefined) return undefined;
  const { url, ...rest } = settings ?? gitlabSettings.parse({});
  return { ...rest, ca, url: env.GITLAB_URL ?? url ?? "", token: env.GITLAB_ACCESS_TOKEN ?? "" };
}
