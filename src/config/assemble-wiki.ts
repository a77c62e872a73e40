import type { Environment } from "./environment.ts";
import { wiki as wikiSettings } from "./settings/wiki.ts";
import type { Settings } from "./settings.ts";
import { given } from "./variables/given.ts";

/** The URL and the page are enough to configure the wiki, so that a site can do it by the environment. */
export function assembleWiki(env: Environment, settings: Settings["wiki"], ca: string | undefined) {
  if (!settings && env.MEDIAWIKI_URL === undefined && env.MEDIAWIKI_PAGE === undefined) return undefined;
  const { apiUrl, page, caFile: _, ...rest } = settings ?? wikiSettings.unwrap().parse({});
  const credential =
    env.MEDIAWIKI_CONSUMER_TOKEN === undefined
      ? ({
          kind: "bot",
          user: env.MEDIAWIKI_BOT_USER ?? "",
          password: env.MEDIAWIKI_BOT_PASSWORD ?? "",
        } as const)
      : ({
          kind: "oauth",
          consumerToken: env.MEDIAWIKI_CONSUMER_TOKEN,
          consumerSecret: env.MEDIAWIKI_CONSUMER_SECRET ?? "",
          accessToken: env.MEDIAWIKI_ACCESS_TOKEN ?? "",
          accessSecret: env.MEDIAWIKI_ACCESS_SECRET ?? "",
        } as const);
  const overrides = given({
    create: env.MEDIAWIKI_CREATE,
    link: env.MEDIAWIKI_LINK,
    bot: env.MEDIAWIKI_BOT,
    every: env.MEDIAWIKI_EVERY,
  });
  return {
    ...{ ...rest, ...overrides, ca, credential },
    apiUrl: env.MEDIAWIKI_URL ?? apiUrl ?? "",
    page: env.MEDIAWIKI_PAGE ?? page ?? "",
  };
}
