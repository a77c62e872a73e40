import type { Config } from "../config/config.ts";
import type { LoginGuards } from "../credentials/login-guard.ts";
import { type LdapDirectoryConfig, ldapDirectory } from "../directory/ldap/ldap-directory.ts";
import { type OidcConfig, oidcLogin } from "../directory/oidc/oidc-login.ts";
import type { Check } from "./doctor-check.ts";

/** Who people are: the campus directory and the provider at which they sign in, if the site has them. */
export function campusChecks({ directory, oidc, web }: Config, guards: LoginGuards): Check[] {
  const redirectUri = `${web.publicUrl}/login/callback`;
  const lookUp = async (config: LdapDirectoryConfig) => {
    const warnings = await ldapDirectory(config, guards, () => new Date()).check();
    return { sentence: `${config.url}: can look people up`, warnings };
  };
  const signIn = async (provider: OidcConfig) => {
    await oidcLogin(provider, redirectUri).check();
    return `${provider.issuer} responds; the redirect URI to register there is ${redirectUri}`;
  };
  return [
    ...(directory ? [["campus directory", () => lookUp(directory)] as const] : []),
    ...(oidc ? [["sign-in", () => signIn(oidc)] as const] : []),
  ];
}
