import type { OAuthSecrets } from "./sign-request.ts";

/** A bot password: "Acct@log" and what Special:BotPasswords showed for it. */
export interface BotPassword {
  readonly user: string;
  readonly password: string;
}

export interface WikiServer {
  /** The URL of the action API, which ends in api.php. */
  readonly apiUrl: string;
  /** PEM; undefined: the system's certificate store is used. */
  readonly ca?: string | undefined;
  readonly credential: ({ readonly kind: "oauth" } & OAuthSecrets) | ({ readonly kind: "bot" } & BotPassword);
  /** Whether the account has the rights of a bot on the wiki, and its edits are marked as those of one. */
  readonly bot: boolean;
  /** An address at which the owner of a wiki reaches acct's admins. */
  readonly contact: string;
}

export interface WikiConfig extends WikiServer {
  /** The title of the page with the log. */
  readonly page: string;
}

/** The wiki in sentences. */
export const wikiName = ({ apiUrl }: Pick<WikiServer, "apiUrl">): string => `MediaWiki (${apiUrl})`;
