import { isGiven } from "./is-given.ts";
import type { Need, SettingsThatNeedSecrets } from "./settings-that-need-secrets.ts";

/** What proves to a wiki who acct is. One of OAuth's values is enough to tell that it is meant. */
const WIKI_SECRETS = {
  oauth: [
    "MEDIAWIKI_CONSUMER_TOKEN",
    "MEDIAWIKI_CONSUMER_SECRET",
    "MEDIAWIKI_ACCESS_TOKEN",
    "MEDIAWIKI_ACCESS_SECRET",
  ],
  bot: ["MEDIAWIKI_BOT_USER", "MEDIAWIKI_BOT_PASSWORD"],
} as const;
const hasOAuth = (env: Record<string, string>) => WIKI_SECRETS.oauth.some((name) => isGiven(name, env));

/** What the wiki needs. `connects`: false in a rehearsal, which must not log in. */
export function needsOfWiki(
  settings: SettingsThatNeedSecrets | undefined,
  env: Record<string, string>,
  connects: boolean,
): Need[] {
  const hasWiki =
    settings?.wiki !== undefined || ["MEDIAWIKI_URL", "MEDIAWIKI_PAGE"].some((name) => isGiven(name, env));
  return [
    ...WIKI_SECRETS[hasOAuth(env) ? "oauth" : "bot"].map(
      (name): Need => [
        name,
        connects && hasWiki,
        hasOAuth(env)
          ? "wiki is configured with an OAuth consumer"
          : `wiki is configured without an OAuth consumer, which would have ${WIKI_SECRETS.oauth.join(", ")}`,
      ],
    ),
    ["MEDIAWIKI_URL", hasWiki && settings?.wiki?.apiUrl === undefined, "wiki.apiUrl is not set"],
    ["MEDIAWIKI_PAGE", hasWiki && settings?.wiki?.page === undefined, "wiki.page is not set"],
  ];
}
