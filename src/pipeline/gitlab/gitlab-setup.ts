import type { GitLab } from "../../gitlab/gitlab.ts";

/** GitLab as a place from which requests come. */
export interface GitLabSetup {
  readonly gitlab: GitLab;
  /** What each login provider of GitLab proves: "ldapmain" names an entry in LDAP. A provider that isn't here proves nothing. */
  readonly providers: Readonly<Record<string, "ldap" | "oidc" | undefined>>;
  readonly pollEveryMs: number;
}
