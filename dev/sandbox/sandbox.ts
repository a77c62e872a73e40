import type { Change } from "./act/change.ts";
import type { Command } from "./act/command.ts";
import type { Press, PressAtHome } from "./act/press.ts";
import type { Say } from "./act/say.ts";
import type { Submit, Submitted } from "./act/submit.ts";
import type { Answer, Delivery, Payload } from "./deliver/delivery.ts";
import type { Faults } from "./faults.ts";
import type { Call, CallHook } from "./web-api/web-api.ts";
import type { Message, View, Workspace } from "./workspace.ts";

/** A running workspace, for the page, the demo and tests. */
export interface Sandbox {
  /** The URL of the page. */
  readonly url: string;
  /** The value for `SLACK_API_URL`. */
  readonly apiUrl: string;
  readonly workspace: Workspace;
  readonly faults: Faults;
  readonly deliveries: readonly Delivery[];
  readonly calls: readonly Call[];
  press(input: Press): Promise<Answer>;
  command(input: Command): Promise<Answer>;
  pressAtHome(input: PressAtHome): Promise<Answer>;
  /** A person types a message to the app. */
  say(input: Say): Promise<Answer>;
  openHome(input: { readonly user: string }): Promise<Answer>;
  submit(input: Submit): Promise<Submitted>;
  /** Changes an input of an open modal that notifies its app. */
  change(input: Change): Promise<Answer>;
  close(input: Pick<Submit, "user" | "viewId">): Promise<void>;
  /** Sends any payload, for those that Slack sends but people can't trigger. */
  deliver(payload: Payload, user: string): Promise<Answer>;
  /** Switches to HTTP mode with this URL; undefined switches to Socket Mode. */
  deliverTo(url: string | undefined): void;
  connections(): number;
  /** How many connections were closed because the app had too many. */
  surplusConnections(): number;
  dropConnections(): void;
  /** Asks the app to reconnect, as Slack does every few hours. */
  refreshConnections(): void;
  /** Runs before or after each call of the Web API, with the port of the caller. */
  beforeCall(hook: CallHook | undefined): void;
  afterCall(hook: CallHook | undefined): void;
  /** Returns what this person sees in a channel, or in their direct messages with the app, without replies in threads. */
  messages(place: string, as?: string): readonly Message[];
  /** Returns the replies in the thread of a message, oldest first. */
  replies(place: string, ts: string): readonly Message[];
  modal(user: string): View | undefined;
  home(user: string): View | undefined;
  /**
   * Waits for a truthy result of `find`, which is called again after every change. Throws `what` after the timeout. A promise is always
   * truthy, so `find` may not return one.
   */
  until<T>(
    find: () => Awaited<T> | undefined | false | null,
    what: string,
    timeoutMs?: number,
  ): Promise<Awaited<T>>;
  stop(): Promise<void>;
}
