import { mattermostChecks } from "../chat/mattermost/check-mattermost.ts";
import type { Pace } from "../chat/pace.ts";
import { slackChecks } from "../chat/slack/check-slack.ts";
import type { Config } from "../config/config.ts";
import type { Db } from "../db/client.ts";
import { listUndecidable } from "../db/waiting-requests.ts";
import { checkApprovals } from "./check-approvals.ts";
import type { Check, Checked } from "./doctor-check.ts";

/** What the check of the approvals asks a chat. Undefined: the chat doesn't let acct read it. */
interface People {
  listAdmins(): Promise<readonly string[]>;
  listPeople(members: readonly string[]): Promise<readonly string[] | undefined>;
}

/** Checks each chat of the site, and then whether the people there can give the approvals that acct.yml asks for. */
export function chatChecks(config: Config, { db, pace }: { readonly db: Db; readonly pace: Pace }): Check[] {
  const slack = config.slack && slackChecks(config.slack, pace);
  const mattermost = config.mattermost && mattermostChecks(config.mattermost, config.secretKey, pace);
  const chats = [slack, mattermost].filter((chat) => chat !== undefined);
  return [
    ...(slack
      ? ([
          ["Slack", slack.token],
          ["Slack connection", slack.connection],
          ["admin channel", slack.adminChannel],
          ["admins", slack.admins],
        ] as const)
      : []),
    ...(mattermost
      ? ([
          ["Mattermost", mattermost.server],
          ["Mattermost channel", mattermost.adminChannel],
          ["Mattermost admins", mattermost.admins],
          ["Mattermost addresses", mattermost.addresses],
          ["slash command", mattermost.command],
          ["Mattermost callbacks", mattermost.callback],
        ] as const)
      : []),
    ["approvals", () => checkApprovalsIn(chats, config, db)],
  ];
}

/** An admin or a member of a group may be in any of the chats. */
async function checkApprovalsIn(chats: readonly People[], config: Config, db: Db): Promise<string | Checked> {
  const admins = await Promise.all(chats.map((chat) => chat.listAdmins().catch(() => undefined)));
  if (admins.includes(undefined)) return "not checked, because the admins could not be listed";
  const groups: Record<string, readonly string[] | undefined> = {};
  for (const [name, members] of Object.entries(config.groups)) {
    const listed = await Promise.all(chats.map((chat) => chat.listPeople(members)));
    groups[name] = listed.includes(undefined)
      ? undefined
      : [...new Set(listed.flatMap((people) => people ?? []))];
  }
  const known = { admins: admins.flatMap((people) => people ?? []), groups };
  return checkApprovals(config, known, await listUndecidable(db));
}
