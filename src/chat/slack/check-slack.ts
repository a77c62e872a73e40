import { WebAPIPlatformError } from "@slack/web-api";
import { Failure } from "../../failure/failure.ts";
import { AlreadyReportedError } from "../already-reported-error.ts";
import { BusyError } from "../chat.ts";
import { type Pace, unpaced } from "../pace.ts";
import { explainShared } from "./check-admins.ts";
import { MOST_PROCESSES } from "./connections.ts";
import { explainTimeout } from "./explain-timeout.ts";
import { readMembership } from "./people.ts";
import { RateLimitedClient } from "./rate-limited-client.ts";
import { explainMissingScopes } from "./refusal.ts";
import { missingScopes, OPTIONAL_SCOPES } from "./scopes.ts";
import type { SlackConfig } from "./slack-config.ts";
import { toChatId } from "./slack-id.ts";

type CheckedConfig = SlackConfig & { readonly adminChannel: string };

/** Checks what acct needs from Slack by really doing it. Each check throws a failure that says what to do. */
export function slackChecks(config: CheckedConfig, pace: Pace = unpaced) {
  const options = { slackApiUrl: config.apiUrl, retryConfig: { retries: 0 }, timeout: 10_000 };
  const quiet = { ...options, logger: silent };
  const bot = new RateLimitedClient(config.botToken, quiet, { pace });
  let isUnreachable = false;
  const explain = (setting: string) => (error: unknown) => {
    if (error instanceof BusyError) {
      const seconds = Math.ceil(error.waitMs / 1000);
      throw new Failure(`Slack is rate-limiting acct: try again in ${seconds} s`);
    }
    const reason = explainTimeout(error);
    if (reason === undefined) throw toFailure(error, setting);
    const sentence = `cannot reach ${new URL(config.apiUrl).host}: ${reason}`;
    if (isUnreachable) throw new AlreadyReportedError(sentence);
    isUnreachable = true;
    throw new Failure(sentence, { cause: error });
  };
  return {
    async token(): Promise<{ readonly sentence: string; readonly warnings: readonly string[] }> {
      const answer = await bot.auth.test().catch(explain("SLACK_BOT_TOKEN"));
      const missing = missingScopes(answer.response_metadata?.scopes);
      if (missing.length > 0) throw new Failure(explainMissingScopes(missing));
      const lacks = Object.entries(OPTIONAL_SCOPES).filter(
        ([scope]) => !answer.response_metadata?.scopes?.includes(scope),
      );
      const warnings = lacks.map(
        ([scope, why]) => `the app lacks ${scope}, ${why}: install it again from manifest.yml`,
      );
      const all = lacks.length === 0 ? "all" : "all necessary";
      return { sentence: `${answer.team} as ${answer.user}, with ${all} scopes`, warnings };
    },
    async connection(): Promise<string> {
      if (config.mode === "http") return "HTTP mode: Slack connects to acct";
      await new RateLimitedClient(config.appToken, quiet, { pace }).apps.connections
        .open({})
        .catch(explain("SLACK_APP_TOKEN"));
      return `Socket Mode can connect; ${MOST_PROCESSES}`;
    },
    async adminChannel(): Promise<string> {
      const channel = config.adminChannel;
      const { channel: about } = await bot.conversations
        .info({ channel })
        .catch(explain("slack.adminChannel"));
      if (about?.is_ext_shared || about?.is_pending_ext_shared) {
        throw new Failure(explainShared(channel));
      }
      const text = "acct doctor posted this as a test; it will be deleted right away.";
      const { ts = "" } = await bot.chat.postMessage({ channel, text }).catch(explain("slack.adminChannel"));
      await bot.chat.delete({ channel, ts }).catch(explain("slack.adminChannel"));
      return `can post in ${channel}, which is not shared with other organizations`;
    },
    async admins(): Promise<string> {
      const { userGroup, users } = config.admins;
      const { team_id: team = "" } = await bot.auth.test().catch(explain("SLACK_BOT_TOKEN"));
      for (const id of users) {
        const { user = {} } = await bot.users.info({ user: id }).catch(explain(`slack.admins.users: ${id}`));
        const membership = readMembership(user, team);
        if (membership !== "member")
          throw new Failure(`slack.admins.users: ${id} ${WHY_NOT[membership]}: remove this ID`);
      }
      const count = (await listAdmins()).length;
      if (count === 0) throw new Failure(`the user group ${userGroup} is empty: no one can approve`);
      return `${count} may approve`;
    },
    listAdmins,
    /** The chat users whom entries in `groups` name. An address that no one has is kept; undefined: Slack doesn't let acct read it. */
    async listPeople(members: readonly string[]): Promise<readonly string[] | undefined> {
      const found = await Promise.all(members.map(findUsers)).catch(() => undefined);
      return found && [...new Set(found.flat())];
    },
  };

  async function listAdmins(): Promise<readonly string[]> {
    const { userGroup, users } = config.admins;
    const listed = userGroup
      ? await bot.usergroups.users.list({ usergroup: userGroup }).catch(explain("slack.admins.userGroup"))
      : undefined;
    return [...new Set([...users, ...(listed?.users ?? [])])].map(toChatId);
  }

  async function findUsers(member: string): Promise<readonly string[]> {
    const [, usergroup] = /^group:slack:(.+)$/.exec(member) ?? [];
    if (usergroup !== undefined) {
      const { users = [] } = await bot.usergroups.users.list({ usergroup });
      return users.map(toChatId);
    }
    if (!member.includes("@")) return [member];
    const found = await bot.users.lookupByEmail({ email: member }).catch(() => undefined);
    return found?.user?.id ? [toChatId(found.user.id)] : [member];
  }
}

const WHY_NOT = {
  guest: "is a guest, and guests cannot decide",
  external: "belongs to another organization, and external members cannot decide",
  bot: "is a bot, and bots cannot decide",
  deactivated: "is deactivated",
} as const;

const ADVICE: Readonly<Record<string, string>> = {
  channel_not_found: "check the channel's ID; the bot only sees private channels that it is a member of",
  not_in_channel: "invite the bot: /invite @acct",
  is_archived: "the channel is archived: choose another channel",
  user_not_found: "no one has this ID",
  users_not_found: "no one has this ID",
  no_such_subteam: "user group not found: check its ID",
  invalid_auth: "Slack does not recognize this token: copy it again from the app's settings",
};

function toFailure(error: unknown, setting: string): unknown {
  if (!(error instanceof WebAPIPlatformError)) return error;
  const { error: code } = error.data;
  return new Failure(`${setting}: ${ADVICE[code] ?? code}`, { cause: error });
}

const doNothing = () => undefined;
const silent = {
  debug: doNothing,
  info: doNothing,
  warn: doNothing,
  error: doNothing,
  setLevel: doNothing,
  setName: doNothing,
  getLevel: () => "error" as never,
};
