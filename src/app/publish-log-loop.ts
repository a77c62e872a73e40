import type { Config } from "../config/config.ts";
import type { LoginGuards } from "../credentials/login-guard.ts";
import { describeFailure, newReference } from "../failure/describe-failure.ts";
import type { HandlerContext } from "../handlers/handler.ts";
import type { Log } from "../log.ts";
import { notifyAccessBack, notifyAccessLost } from "../pipeline/outbox/notify-access-lost.ts";
import { publishLog } from "../pipeline/public-log/publish-log.ts";
import { openWiki } from "./open-wiki.ts";
import { pollQueue } from "./poll-queue.ts";

interface Publishing {
  readonly context: Pick<HandlerContext, "db" | "now" | "rules">;
  readonly guards: LoginGuards;
  readonly log: Log;
  /** The number of this process; undefined while it must not take work. */
  readonly process: () => number | undefined;
  /** Says that there is a new message. */
  announce(): void;
}

/** How long the end of the process waits for an edit. If it was saved after all, the next process finds it on the page. */
const GRACE_MS = 5000;

/** Publishes the public log on the wiki in acct.yml from now on, if there is one. If that fails for a while, the admins are told once a day. */
export function startPublishing(
  config: Config,
  { context, guards, log, process, announce }: Publishing,
): { stop(): Promise<void> } | undefined {
  const { db, now, rules } = context;
  const stopping = new AbortController();
  const { signal } = stopping;
  const published = openWiki(config, { guards, now, signal });
  if (!published) return undefined;
  const { everyMs, ...wiki } = published;
  const telling = { db, channel: rules.adminChannels, now, announce };
  const polling = pollQueue({
    everyMs,
    task: "publish the public log on the wiki",
    log,
    poll: async () => (process() === undefined ? "skipped" : await publishLog({ ...wiki, db, now, signal })),
    tell: (error) =>
      notifyAccessLost(
        {
          why: `acct hasn't been able to publish the public log on the wiki for a while: ${describeFailure(error, newReference())}`,
          cause: `wiki ${wiki.wiki.name}`,
          by: "wiki",
        },
        telling,
      ),
    tellWorks: () =>
      notifyAccessBack("wiki", "Fixed: acct can publish the public log on the wiki again.", telling),
  });
  return {
    async stop() {
      const timer = setTimeout(() => stopping.abort(new Error("acct is stopping")), GRACE_MS);
      await polling.stop();
      clearTimeout(timer);
    },
  };
}
