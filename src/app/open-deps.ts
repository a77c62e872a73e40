import type { Chat } from "../chat/chat.ts";
import type { Mattermost } from "../chat/mattermost/mattermost.ts";
import type { Slack } from "../chat/slack/slack.ts";
import type { Config } from "../config/config.ts";
import { guardLogins } from "../credentials/guard-logins.ts";
import type { LoginGuards } from "../credentials/login-guard.ts";
import type { Db } from "../db/client.ts";
import { ldapDirectory } from "../directory/ldap/ldap-directory.ts";
import { gitLabClient } from "../gitlab/gitlab-client.ts";
import type { Log } from "../log.ts";
import { sharedPace } from "../pipeline/outbox/shared-pace.ts";
import type { PipelineDeps } from "../pipeline/pipeline-deps.ts";
import { openProvisioners } from "../provisioners/open-provisioners.ts";
import type { OpenRuleBook } from "../rules/open-rule-book.ts";
import { openChats } from "./open-chats.ts";
import { openRules } from "./open-rules.ts";

/** Creates what stages, handlers and commands need from the configuration. Doesn't connect to anything yet. */
export function openDeps(
  config: Config,
  db: Db,
  log: Log,
  now = () => new Date(),
): {
  readonly deps: PipelineDeps;
  readonly chat: Chat;
  /** Undefined in a rehearsal, and where acct isn't in Slack. */
  readonly slack: Slack | undefined;
  /** Undefined in a rehearsal, and where acct isn't in Mattermost. */
  readonly mattermost: Mattermost | undefined;
  readonly guards: LoginGuards;
  readonly ruleBook: OpenRuleBook;
} {
  const guards = guardLogins({ db, secretKey: config.secretKey.current.secret, now, log });
  const { chat, slack, mattermost } = openChats(config, {
    db,
    now,
    log,
    guards,
    pace: sharedPace({ db, log }),
  });
  const deps: PipelineDeps = {
    db,
    now,
    chat,
    secretKey: config.secretKey,
    rules: {
      ...config,
      publicUrl: config.web.publicUrl,
      adminChannels: chat.adminChannels,
      signInWith: config.oidc?.name,
      logsPublicly: config.publicLog.enabled || config.wiki !== undefined,
      asksSshKey: config.ldap?.sshKeys ?? false,
    },
    directory: config.directory && ldapDirectory(config.directory, guards, now),
    gitlab: config.gitlab && gitLabClient(config.gitlab, { guards }),
    ...openProvisioners(config, guards),
  };
  const ruleBook = openRules(config, { ...deps, guards });
  return { deps: { ...deps, ruleBook }, ruleBook, chat, slack, mattermost, guards };
}
