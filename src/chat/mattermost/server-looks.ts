import type { Client } from "./client.ts";
import { isSignUpClosed, type ServerSettings } from "./describe-server.ts";
import type { Looks } from "./looks.ts";
import { mattermostChannel } from "./mattermost-channel.ts";
import type { MattermostConfig } from "./mattermost-config.ts";
import { featuresOf, NO_FEATURES } from "./mattermost-features.ts";
import { toMattermostId } from "./mattermost-id.ts";

export interface ServerLooks {
  /** Returns what the server offers, as it said a few minutes ago at most. While it can't be asked, the last answer counts. */
  ask(): Promise<Looks>;
  /** Returns what is known without asking. */
  known(): Looks;
  /** Where people reach the server, without a slash at the end. */
  siteUrl(): string;
  /** Tells whether no one can make an account with an address of their choice, as the server said a few minutes ago at most. */
  isSignUpClosed(): Promise<boolean>;
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
  let isClosed = false;
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

  async function ask(): Promise<Looks> {
    if (performance.now() - askedAt < KEEP_MS) return known();
    const settings = await client.get<ServerSettings>("/config/client?format=old").catch(() => undefined);
    if (!settings) return known();
    askedAt = performance.now();
    features = featuresOf(settings);
    siteUrl = settings.SiteURL?.replace(/\/{1,9}$/, "") || url;
    isClosed = isSignUpClosed(settings);
    return known();
  }

  return {
    known,
    ask,
    siteUrl: () => siteUrl,
    async isSignUpClosed() {
      await ask();
      return isClosed;
    },
  };
}
