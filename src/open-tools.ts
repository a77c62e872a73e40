import { noChat } from "./chat/no-chat.ts";
import { type Slack, slack } from "./chat/slack/slack.ts";
import type { Config } from "./config.ts";
import type { Db } from "./db/client.ts";
import { guardLogins } from "./guard-logins.ts";
import { keepPace } from "./keep-pace.ts";
import type { Log } from "./log.ts";
import type { LoginGuards } from "./login-guard.ts";
import type { Tools } from "./pipeline/tools.ts";
import { openProvisioners } from "./provisioners/open-provisioners.ts";

/** What stages, handlers and commands work with, from the configuration. Connects to nothing yet. */
export function openTools(
  config: Config,
  db: Db,
  log: Log,
  now = () => new Date(),
): { readonly tools: Tools; readonly chat: Slack; readonly guards: LoginGuards } {
  const guards = guardLogins({ db, secretKey: config.secretKey.current.secret, now, log });
  const chat = config.rehearsal ? noChat : slack(config.slack, log, guards, keepPace({ db, log }));
  const tools: Tools = {
    db,
    now,
    chat,
    secretKey: config.secretKey,
    rules: {
      ...config,
      publicUrl: config.web.publicUrl,
      adminChannel: config.slack.adminChannel,
      asksSshKey: config.ldap?.sshKeys ?? false,
    },
    ...openProvisioners(config, guards),
  };
  return { tools, chat, guards };
}
