import type { NewRequest } from "../../db/requests.ts";
import type { GitLabAccount } from "../../db/tables/requests.ts";
import type { GitLabUser } from "../../gitlab/gitlab.ts";
import type { GitLabSetup } from "./gitlab-setup.ts";

/** An address that no mail server accepts (RFC 2606), because a request has one, and this account may not. */
const NO_ADDRESS = "no-address.invalid";

/** The request of a pending account. The account itself is its origin, so that it becomes one request, whatever it is called later. */
export function draftOf(
  user: GitLabUser,
  { gitlab, providers }: Pick<GitLabSetup, "gitlab" | "providers">,
): Omit<NewRequest, "stage"> {
  const { givenName, familyName } = splitName(user.name || user.username);
  return {
    kind: "gitlab-account",
    origin: originOf(user.id, gitlab.url),
    givenName,
    familyName,
    email: user.email ?? `${user.username}@${NO_ADDRESS}`.toLowerCase(),
    details: { gitlab: accountOf(user, providers) },
  };
}

export const originOf = (userId: number, url: string): string => `gitlab:${new URL(url).host}:${userId}`;

/**
 * What the account says about who the person is. An address proves something only if GitLab itself has confirmed it: that of an account
 * with a login was taken over from the provider.
 */
export function accountOf(user: GitLabUser, providers: GitLabSetup["providers"]): GitLabAccount {
  const uidOf = (kind: "ldap" | "oidc") =>
    user.identities.find(({ provider }) => providers[provider] === kind)?.uid;
  const [ldapDn, login] = [uidOf("ldap"), uidOf("oidc")];
  return {
    userId: user.id,
    username: user.username,
    ...(ldapDn ? { ldapDn } : {}),
    ...(login ? { login } : {}),
    isAddressProven:
      user.email !== undefined && user.identities.length === 0 && user.confirmedAt !== undefined,
    createdAt: (user.createdAt ?? new Date(0)).toISOString(),
  };
}

/** GitLab has one field for the name. The last word of it is taken as the family name. */
function splitName(name: string): { givenName: string; familyName: string } {
  const words = name.trim().split(/\s+/);
  return { givenName: words.slice(0, -1).join(" "), familyName: words.at(-1) ?? "" };
}
