import { App } from "@slack/bolt";
import { WebAPIPlatformError } from "@slack/web-api";
import { noGuards } from "../../credentials/login-guard.ts";
import { describeForOperator } from "../../failure/describe-failure.ts";
import { Failure } from "../../failure/failure.ts";
import type { Log } from "../../log.ts";
import type { Card } from "../../view/card.ts";
import type { Notice } from "../../view/notice.ts";
import { AccessLostError, BusyError, type Chat, UnreachableError } from "../chat.ts";
import { type Pace, unpaced } from "../pace.ts";
import { boltLogger } from "./bolt-logger.ts";
import { checkAdmins } from "./check-admins.ts";
import { openClients, toReadableError } from "./clients.ts";
import type { Connections } from "./connections.ts";
import { explainTimeout } from "./explain-timeout.ts";
import { listen } from "./listen.ts";
import { isLoginRejection, SLACK_LOGINS, toLoginRejected } from "./login-rejected.ts";
import { slackPeople } from "./people.ts";
import { openReceivers } from "./receivers.ts";
import { explainMissingScopes } from "./refusal.ts";
import { renderCard, type SlackMessage } from "./render-card.ts";
import { renderNotice } from "./render-notice.ts";
import { missingScopes } from "./scopes.ts";
import type { SlackConfig } from "./slack-config.ts";
import { toChatId, toSlackId } from "./slack-id.ts";

export interface Slack extends Chat {
  /** The Socket Mode connections. Undefined in HTTP mode. */
  readonly connections: Connections | undefined;
  /** How many deliveries were rejected because of their signature. Undefined in Socket Mode. */
  readonly rejected?: (() => number) | undefined;
}

const EVENTS_PATH = "/slack/events";
/** The limit of the checkboxes element (docs.slack.dev/reference/block-kit/block-elements/checkboxes-element). */
const LIMITS = { choices: 10 };

/** Errors that mean that the message can no longer be edited, so a new one has to be posted. */
const GONE = new Set([
  "message_not_found",
  "cant_update_message",
  "edit_window_closed",
  "channel_not_found",
  "is_inactive",
]);

/** Errors that mean that a message can't get replies, such as one that was deleted. */
const NO_THREAD = new Set([
  "thread_not_found",
  "message_not_found",
  "cannot_reply_to_message",
  "thread_locked",
  "invalid_thread_ts",
]);

/** Slack's error codes for posts that it would reject again, each with the reason in plain text. */
const UNREACHABLE: Readonly<Record<string, string>> = {
  cannot_dm_bot: "it belongs to a bot",
  user_not_found: "the person is unknown to Slack",
  user_disabled: "the person has been deactivated",
  channel_not_found: "the channel does not exist, or acct is not in it",
  not_in_channel: "acct is not in the channel: invite it with /invite",
  is_archived: "the channel is archived",
  restricted_action: "posting there is restricted",
};

/** Opens Slack as a chat, by Socket Mode or HTTP. Only this folder knows about Slack. */
export function slack(config: SlackConfig, log: Log, guards = noGuards, pace: Pace = unpaced): Slack {
  const { interactive, lookups, awaitedLookups, background } = openClients(config, pace, log);
  const guard = guards("Slack", [config.botToken], SLACK_LOGINS);
  /** Guards a call like a login, because every call sends the token. */
  const asBot = <T>(call: () => Promise<T>) => guard(() => call().catch(toLoginRejected("SLACK_BOT_TOKEN")));
  let lookup: Promise<string> | undefined;
  /** Returns the ID of acct's workspace, which tells its people from those of other workspaces. */
  const findTeam = () => {
    lookup ??= asBot(() => interactive.auth.test()).then(({ team_id }) => team_id ?? "");
    lookup.catch(() => {
      lookup = undefined;
    });
    return lookup;
  };
  const people = slackPeople({ lookups, awaitedLookups }, config, { team: findTeam, log });
  const stopping = new AbortController();
  const receivers = openReceivers(config, log, guards);
  let isListening = false;
  const bolt = new App({
    receiver: receivers.main,
    // There is one workspace and one token, so there is nothing to look up for each delivery.
    authorize: async () => ({ botToken: config.botToken }),
    clientOptions: { slackApiUrl: config.apiUrl, retryConfig: { retries: 0 }, timeout: 2500 },
    logger: boltLogger(log),
  });
  bolt.error(async (error) => log.error({ err: error }, "unhandled error in a delivery from Slack"));

  return {
    name: "Slack",
    limits: LIMITS,
    verifiesAddresses: true,
    adminChannels: [toChatId(config.adminChannel)],
    webhooks: receivers.requestListener ? [{ path: EVENTS_PATH, listener: receivers.requestListener }] : [],
    connections: receivers.connections,
    rejected: receivers.rejected,

    async start(handle, inbox) {
      const { signal } = stopping;
      // Bolt would handle everything once more for each time.
      if (!isListening)
        listen(bolt, { handle, inbox, people, client: interactive, log, team: findTeam, signal });
      isListening = true;
      await findTeam().catch((error: unknown) => {
        if (isLoginRejection(error)) throw error;
        log.warn({ err: error }, "Slack cannot be reached; acct starts without it and keeps retrying");
      });
      await receivers.start(bolt);
    },
    async stop() {
      stopping.abort();
      await receivers.stop();
    },

    async post(place, shown, { thread } = {}) {
      const target = toSlackId(place.id);
      const [threadChannel, threadTs] = thread === undefined ? [] : toSlackId(thread).split("/");
      const reply = threadTs !== undefined && threadChannel === target ? { thread_ts: threadTs } : {};
      try {
        const message = { ...render(shown), unfurl_links: false, unfurl_media: false };
        const { channel, ts } = await asBot(() =>
          background.chat.postMessage({ channel: target, ...message, ...reply }),
        );
        return toChatId(`${channel}/${ts}`);
      } catch (error) {
        const code = error instanceof WebAPIPlatformError ? error.data.error : "";
        if ("thread_ts" in reply && NO_THREAD.has(code)) return this.post(place, shown);
        const why = UNREACHABLE[code];
        if (why !== undefined) {
          throw new UnreachableError(`Slack did not post in ${target}: ${why}`, code, { cause: error });
        }
        throw toReadableError(error);
      }
    },

    async update(message, shown) {
      const [channel = "", ts = ""] = toSlackId(message).split("/");
      try {
        await asBot(() => background.chat.update({ channel, ts, ...render(shown) }));
        return "shown";
      } catch (error) {
        if (error instanceof WebAPIPlatformError && GONE.has(error.data.error)) return "gone";
        throw toReadableError(error);
      }
    },

    async ping() {
      const { response_metadata } = await asBot(() => background.auth.test()).catch((error: unknown) => {
        throw isLoginRejection(error) || error instanceof BusyError
          ? error
          : new Failure(`Slack cannot be reached: ${explainTimeout(error) ?? describeForOperator(error)}`, {
              cause: error,
            });
      });
      const lost = missingScopes(response_metadata?.scopes);
      if (lost.length > 0) throw new AccessLostError(explainMissingScopes(lost));
      const why = receivers.findOutage();
      if (why !== undefined) {
        throw new Failure(`Slack is not connected to acct, so clicks and commands don't arrive: ${why}`);
      }
    },
    checkAdminChannel: () =>
      asBot(() => checkAdmins(background, config.adminChannel, config.admins)).catch(rethrow),
    listAdmins: () => asBot(() => people.listAdmins()).catch(rethrow),
    listGroupMembers: (group) =>
      asBot(() => people.listGroup(toSlackId(group))).catch((error: unknown) => {
        if (!(error instanceof WebAPIPlatformError)) throw toReadableError(error);
        const { error: code } = error.data;
        const sentence = `Slack doesn't let acct read the user group ${toSlackId(group)} (${code})`;
        throw new UnreachableError(sentence, code, { cause: error });
      }),
    findByEmail: (email, options) => asBot(() => people.find(email, options)).catch(rethrow),
    getUser: (user, options) =>
      asBot(() => people.getUser(toSlackId(user), options?.maxAgeMs)).catch(rethrow),
  };
}

function render(shown: Card | Notice): SlackMessage {
  return "collapsed" in shown ? renderCard(shown) : renderNotice(shown);
}

function rethrow(error: unknown): never {
  throw toReadableError(error);
}
