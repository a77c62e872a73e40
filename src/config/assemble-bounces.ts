import type { Environment } from "./environment.ts";
import type { Settings } from "./settings.ts";

export function assembleBounces(
  env: Environment,
  { address, subaddresses, imap, webhook }: NonNullable<Settings["mail"]["bounces"]>,
  ca: string | undefined,
) {
  return {
    address,
    subaddresses,
    imap: imap && {
      ...imap,
      user: imap.user ?? address,
      ca,
      password: env.BOUNCES_PASSWORD,
      oauth: imap.oauth && {
        ...imap.oauth,
        clientSecret: env.BOUNCES_OAUTH_CLIENT_SECRET,
        refreshToken: env.BOUNCES_OAUTH_REFRESH_TOKEN,
      },
    },
    webhookSecret: webhook ? env.BOUNCES_WEBHOOK_SECRET : undefined,
  };
}
