import type { Persona } from "./act/persona.ts";
import type { Call, CallHook } from "./api/serve-api.ts";
import type { Delivery } from "./deliver/outgoing.ts";
import type { Faults } from "./faults.ts";
import type { Channel, Installation, Post, SlashCommand, Team, User } from "./installation.ts";

/** A running server, for the page, the demo and tests. */
export interface MattermostSandbox {
  /** The value for `MATTERMOST_URL`; the page is there, too. */
  readonly url: string;
  /** The value for `MATTERMOST_TOKEN`. */
  readonly botToken: string;
  /** The token of the system admin, who owns the bot. */
  readonly adminToken: string;
  readonly bot: User;
  readonly team: Team;
  /** The private channel of the admins. */
  readonly adminChannel: Channel;
  readonly installation: Installation;
  readonly faults: Faults;
  readonly deliveries: readonly Delivery[];
  readonly calls: readonly Call[];
  /** A person at their client, by username or ID. Throws if there is none. */
  as(user: string): Persona;
  /** Finds an account by username or ID. */
  user(user: string): User;
  /** Finds a channel by name or ID. */
  channel(channel: string): Channel;
  /** Makes a slash command of the team. Its token is the value for `MATTERMOST_COMMAND_TOKEN`. Autocomplete shows `hint`. */
  addCommand(trigger: string, url: string, hint?: string): SlashCommand;
  /** Makes an access token for this user. */
  tokenOf(user: string): string;
  /** Deactivates or reactivates an account, and disables the bots of its owner. */
  setActive(user: string, active: boolean): void;
  /** What this person sees in a channel, or in their direct messages with the bot. */
  messages(place: string, as?: string): readonly Post[];
  connections(): number;
  dropConnections(): void;
  /** Restarts the server: what it stored stays, and its connections drop. */
  restart(): Promise<void>;
  beforeCall(hook: CallHook | undefined): void;
  afterCall(hook: CallHook | undefined): void;
  /** Waits for a truthy result of `find`, which is called again after every change. Throws `what` after the timeout. */
  until<T>(find: () => T | undefined | false | null, what: string, timeoutMs?: number): Promise<T>;
  stop(): Promise<void>;
}
