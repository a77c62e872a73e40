import type { Environment } from "./environment.ts";
import type { Settings } from "./settings.ts";

export function assembleWiki(
  env: Environment,
  { apiUrl, caFile: _, ...wiki }: NonNullable<Settings["wiki"]>,
  ca: string | undefined,
) {
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
  return { ...wiki, apiUrl: env.MEDIAWIKI_URL ?? apiUrl ?? "", ca, credential };
}
