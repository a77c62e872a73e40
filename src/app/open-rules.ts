import { dirname } from "node:path";
import type { Config } from "../config/config.ts";
import { readRules } from "../config/read-rules.ts";
import type { LoginGuards } from "../credentials/login-guard.ts";
import { wakeUndecided } from "../db/waiting-requests.ts";
import type { Log } from "../log.ts";
import { notifyAccessBack, notifyAccessLost } from "../pipeline/outbox/notify-access-lost.ts";
import type { PipelineDeps } from "../pipeline/pipeline-deps.ts";
import { sourceCache } from "../rules/ask-source.ts";
import { type OpenRuleBook, openRuleBook, watchRules } from "../rules/open-rule-book.ts";
import type { RuleSource } from "../rules/rule-source.ts";
import { gitLabMembers } from "../rules/sources/gitlab-members.ts";
import { openSources } from "../rules/sources/sources.ts";

interface SourceDeps extends Pick<PipelineDeps, "db" | "namespace" | "directory" | "gitlab" | "now"> {
  readonly guards: LoginGuards;
}

/** Opens the rules of acct.yml and their sources. Connects to nothing yet. */
export function openRules(config: Config, deps: SourceDeps): OpenRuleBook {
  const sources = openRuleSources(config, deps);
  return openRuleBook({ rules: config.rules, sources, cache: sourceCache(), now: deps.now });
}

/** Opens whom rules ask. Connects to nothing yet. */
export function openRuleSources(
  { ldap, phabricator, gerrit, file }: Pick<Config, "ldap" | "phabricator" | "gerrit" | "file">,
  { db, namespace, directory, gitlab, guards, now }: SourceDeps,
): readonly RuleSource[] {
  return openSources({
    ...{ db, ldap, directory, phabricator, gerrit, guards, now },
    findDn: namespace?.findDn,
    gitlab: gitlab && gitLabMembers(gitlab),
    folder: dirname(file),
  });
}

/** A change of the rules takes effect within this time. */
const LOOK_EVERY_MS = 5000;

interface FollowOptions extends Pick<PipelineDeps, "db" | "now" | "rules"> {
  readonly file: string;
  readonly log: Log;
  /** Says that there is a new message. */
  announce(): void;
}

/** Takes up changes of the rules from now on. The admins are told if the file is faulty, and that it is right again. */
export function followRules(
  book: OpenRuleBook,
  { db, now, rules, file, log, announce }: FollowOptions,
): { stop(): Promise<void> } {
  const telling = { db, channel: rules.adminChannels, now, announce };
  return watchRules(book, {
    ...{ file, log, everyMs: LOOK_EVERY_MS },
    read: (text) => readRules(file, text),
    async replaced() {
      await wakeUndecided(db, now());
      announce();
    },
    async tell(problem) {
      if (problem === undefined)
        return notifyAccessBack("rules", "Fixed: acct has taken up the rules.", telling);
      const why = `The rules in force stay, because ${file} is faulty. ${problem}`;
      await notifyAccessLost({ why, by: "rules" }, telling);
    },
  });
}
