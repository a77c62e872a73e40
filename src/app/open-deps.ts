import { noChat } from "../chat/no-chat.ts";
import { type Slack, slack } from "../chat/slack/slack.ts";
import { toChatId } from "../chat/slack/slack-id.ts";
import type { Config } from "../config/config.ts";
import { guardLogins } from "../credentials/guard-logins.ts";
import type { LoginGuards } from "../credentials/login-guard.ts";
import type { Db } from "../db/client.ts";
import { ldapDirectory } from "../directory/ldap/ldap-directory.ts";
import type { Log } from "../log.ts";
import { sharedPace } from "../pipeline/outbox/shared-pace.ts";
import type { PipelineDeps } from "../pipeline/pipeline-deps.ts";
import { openProvisioners } from "../provisioners/open-provisioners.ts";

/** Creates what stages, handlers and commands need from the configuration. Doesn't connect to anything yet. */
export function openDeps(
  config: Config,
  db: Db,
  log: Log,
  now = () => new Date(),
): { readonly deps: PipelineDeps; readonly chat: Slack; readonly guards: LoginGuards } {
  const guards = guardLogins({ db, secretKey: config.secretKey.current.secret, now, log });
  const chat = config.rehearsal
    ? noChat(toChatId(config.slack.adminChannel))
    : slack(config.slack, log, guards, sharedPace({ db, log }));
  const deps: PipelineDeps = {
    db,
    now,
    chat,
    secretKey: config.secretKey,
    rules: {
      ...config,
      publicUrl: config.web.publicUrl,
      adminChannel: chat.adminChannel,
      signInWith: config.oidc?.name,
      asksSshKey: config.ldap?.sshKeys ?? false,
    },
    directory: config.directory && ldapDirectory(config.directory, guards, now),
    ...openProvisioners(config, guards),
  };
  return { deps, chat, guards };
}
