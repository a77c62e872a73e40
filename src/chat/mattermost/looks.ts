import type { MattermostFeatures } from "./mattermost-features.ts";

/** What decides how things look: the server's features, and the time zone of the reader, or of the site. */
export interface Looks {
  readonly features: MattermostFeatures;
  /** An IANA time zone, such as "Europe/Zurich". */
  readonly timeZone: string;
  /** Returns the address of a channel by its ID in the chat, such as `https://chat.example.org/physics/channels/…`. */
  readonly channelAddress?: ((channel: string) => string | undefined) | undefined;
}
