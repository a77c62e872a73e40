/** The scopes that acct can't do its work without. */
const REQUIRED = [
  "chat:write",
  "commands",
  "im:write",
  "users:read",
  "users:read.email",
  "usergroups:read",
  "channels:read",
  "groups:read",
] as const;

/** The scopes without which acct can do all of its work, except what `why` says. */
export const OPTIONAL_SCOPES: Readonly<Record<string, string>> = {
  "im:history": "so acct can't answer what people type to it",
};

/** The scopes that manifest.yml requests. */
export const SCOPES: readonly string[] = [...REQUIRED, ...Object.keys(OPTIONAL_SCOPES)];

/** The scopes that an app with these ones lacks, as Slack lists them in its answers. If it lists none, none counts as missing. */
export function missingScopes(given: readonly string[] = []): readonly string[] {
  return given.length === 0 ? [] : REQUIRED.filter((scope) => !given.includes(scope));
}
