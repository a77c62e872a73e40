import type { RequestListener } from "node:http";
import { App } from "@slack/bolt";
import { WebAPIPlatformError } from "@slack/web-api";
import type { Log } from "../../log.ts";
import type { Handle } from "../call.ts";
import type { Card } from "../card.ts";
import type { Chat } from "../chat.ts";
import type { Notice } from "../notice.ts";
import { boltLogger } from "./bolt-logger.ts";
import { causeOfSilence } from "./cause-of-silence.ts";
import { openClients, slowDown } from "./clients.ts";
import { listen } from "./listen.ts";
import { pacer } from "./pace.ts";
import { slackPeople } from "./people.ts";
import { openReceivers } from "./receivers.ts";
import { renderCard, type SlackMessage } from "./render-card.ts";
import { renderNotice } from "./render-notice.ts";
import type { SlackConfig } from "./slack-config.ts";

export interface Slack extends Chat {
  /** Begins to hear people. In HTTP mode what they do arrives at `requestListener`. */
  start(handle: Handle): Promise<void>;
  stop(): Promise<void>;
  readonly requestListener: RequestListener | undefined;
}

/** Slack's answers that mean: this message is lost to us, post another. */
const GONE = new Set([
  "message_not_found",
  "cant_update_message",
  "edit_window_closed",
  "channel_not_found",
  "is_inactive",
]);

/** Slack, by Socket Mode or HTTP. The only place that knows Slack. */
export function slack(config: SlackConfig, log: Log): Slack {
  const { interactive, background } = openClients(config, log);
  let asked: Promise<string> | undefined;
  /** The id of our workspace, by which people of others are told from ours. */
  const team = () => {
    asked ??= interactive.auth.test().then(({ team_id }) => team_id ?? "");
    asked.catch(() => {
      asked = undefined;
    });
    return asked;
  };
  const people = slackPeople(interactive, config, team);
  const pace = pacer(config.messagesPerMinute);
  const receivers = openReceivers(config, log);
  const bolt = new App({
    receiver: receivers.main,
    // One workspace, one token: nothing to look up for each delivery.
    authorize: async () => ({ botToken: config.botToken }),
    clientOptions: { slackApiUrl: config.apiUrl, retryConfig: { retries: 0 }, timeout: 2500 },
    logger: boltLogger(log),
  });
  bolt.error(async (error) => log.error({ err: error }, "a delivery from Slack could not be handled"));

  return {
    requestListener: receivers.requestListener,

    async start(handle) {
      const ours = await team().catch(refused("SLACK_BOT_TOKEN"));
      listen(bolt, { handle, people, client: interactive, log, team: ours });
      await receivers.start(bolt).catch(refused("SLACK_APP_TOKEN"));
    },
    stop: () => receivers.stop(),

    async post(place, shown) {
      pace(place);
      try {
        const message = { ...render(shown), unfurl_links: false, unfurl_media: false };
        const { channel, ts } = await background.chat.postMessage({ channel: place, ...message });
        return `${channel}/${ts}`;
      } catch (error) {
        throw slowDown(error);
      }
    },

    async update(message, shown) {
      const [channel = "", ts = ""] = message.split("/");
      try {
        pace(`${channel} edits`);
        await background.chat.update({ channel, ts, ...render(shown) });
        return "shown";
      } catch (error) {
        if (error instanceof WebAPIPlatformError && GONE.has(error.data.error)) return "gone";
        throw slowDown(error);
      }
    },

    async reach() {
      await background.auth.test();
    },
    find: (email) => people.find(email).catch(rethrow),
    whois: (user) => people.whois(user).catch(rethrow),
  };
}

function render(shown: Card | Notice): SlackMessage {
  return "facts" in shown ? renderCard(shown) : renderNotice(shown);
}

/** At the start, for an operator: which setting Slack does not take, or that it cannot be reached. */
function refused(setting: string) {
  return (error: unknown): never => {
    const message = causeOfSilence(error) ?? (error instanceof Error ? error.message : String(error));
    const sentence =
      error instanceof WebAPIPlatformError
        ? `Slack does not take ${setting}: ${error.data.error}`
        : `Slack cannot be reached: ${message}`;
    throw new Error(sentence, { cause: error });
  };
}

function rethrow(error: unknown): never {
  throw slowDown(error);
}
