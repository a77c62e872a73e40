import type { ACCESS_LEVELS } from "../../gitlab/gitlab.ts";

export interface GitLabConfig {
  /** Without a slash at the end. */
  readonly url: string;
  /** PEM; undefined: the system's certificate store is used. */
  readonly ca?: string | undefined;
  readonly token: string;
  /** Which of GitLab's login providers say who people are, by GitLab's names of them. */
  readonly providers: Readonly<Record<string, "ldap" | "oidc">>;
  /** The full path of each project's group. */
  readonly groups: Readonly<Record<string, string>>;
  /** The full path of the group in which the groups of all other projects are, by their names. */
  readonly parentGroup?: string | undefined;
  /** The role that members of a project get. */
  readonly role: Exclude<keyof typeof ACCESS_LEVELS, "owner">;
}
