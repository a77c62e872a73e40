import type { Environment } from "./environment.ts";
import type { Settings } from "./settings.ts";

export function assemblePhabricator(
  env: Environment,
  settings: Settings["phabricator"],
  ca: string | undefined,
) {
  const url = env.PHABRICATOR_URL ?? settings?.url;
  if (url === undefined) return undefined;
  const user = env.PHABRICATOR_USER ?? settings?.user;
  const ldapAttribute = env.PHABRICATOR_LDAP_ATTRIBUTE ?? settings?.ldapAttribute;
  return { url, user, ca, token: env.PHABRICATOR_TOKEN ?? "", ldapAttribute };
}
