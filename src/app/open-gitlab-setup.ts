import type { Config } from "../config/config.ts";
import type { GitLabSetup } from "../pipeline/gitlab/gitlab-setup.ts";
import type { PipelineDeps } from "../pipeline/pipeline-deps.ts";

/** GitLab as a place from which requests come. Undefined if acct.yml has no section for it. */
export function openGitLabSetup(
  { gitlab: settings }: Pick<Config, "gitlab">,
  { gitlab }: Pick<PipelineDeps, "gitlab">,
): GitLabSetup | undefined {
  if (!settings || !gitlab) return undefined;
  return { gitlab, providers: settings.providers, pollEveryMs: settings.poll };
}
