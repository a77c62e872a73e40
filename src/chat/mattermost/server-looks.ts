import type { Client } from "./client.ts";
import type { Looks } from "./looks.ts";
import { mattermostChannel } from "./mattermost-channel.ts";
import type { MattermostConfig } from "./mattermost-config.ts";
import { featuresOf, NO_FEATURES, type ServerConfig } from "./mattermost-features.ts";
import { toMattermostId } from "./mattermost-id.ts";

interface AskedConfig extends ServerConfig {
  /** Where people reach the server. */
  readonly SiteURL?: string;
}

export interface ServerLooks {
  /** Returns what the server offers, as it said a few minutes ago at most. While it can't be asked, the last answer counts. */
  ask(): Promise<Looks>;
  /** Returns what is known without asking. */
  known(): Looks;
  /** Where people reach the server, without a slash at the end. */
  siteUrl(): string;
}

/** A server that is updated is asked again after this time. */
const KEEP_MS = 5 * 60_000;

/** Watches what the server offers, which decides how things look there. */
export function serverLooks(
  client: Pick<Client, "get">,
  { url, team, adminChannel }: Pick<MattermostConfig, "url" | "team" | "adminChannel">,
  timeZone: string,
): ServerLooks {
  let features = NO_FEATURES;
  let siteUrl = url;
  let askedAt = Number.NEGATIVE_INFINITY;
  const place = mattermostChannel({ adminChannel });

  const known = (): Looks => ({
    features,
    timeZone,
    // An address contains the team's name, so other channels of acct have none.
    channelAddress: (channel) =>
      channel === place
        ? `${siteUrl}/${team}/channels/${toMattermostId(channel).replace(/^~/, "")}`
        : undefined,
  });

  return {
    known,
    siteUrl: () => siteUrl,
    async ask() {
      if (performance.now() - askedAt < KEEP_MS) return known();
      const config = await client.get<AskedConfig>("/config/client?format=old").catch(() => undefined);
      if (!config) return known();
      askedAt = performance.now();
      features = featuresOf(config);
      siteUrl = config.SiteURL?.replace(/\/{1,9}$/, "") || url;
      return known();
    },
  };
}
