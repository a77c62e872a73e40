import type { Chat } from "./chat/chat.ts";
import type { Config } from "./config.ts";
import type { Db } from "./db/client.ts";
import { readInstallation } from "./db/installation.ts";
import { checkSmtp } from "./mail/smtp.ts";
import type { WorkLoop } from "./pipeline/work-loop.ts";
import type { Directory } from "./provisioners/directory.ts";
import type { Dependency } from "./readiness.ts";
import { RIVAL } from "./watch-rivals.ts";

interface Parts {
  readonly db: Db;
  readonly chat: Pick<Chat, "reach">;
  readonly directory: Directory | undefined;
  readonly loops: readonly Pick<WorkLoop, "lookedAt">[];
  readonly now: () => Date;
}

/** Loops look once a second; one that has not for so long hangs, whatever else still answers. */
const HANGS_AFTER_MS = 15_000;

/** Everything that acct needs to do its work, for `/readyz`. */
export function dependenciesOf(
  { mail, rehearsal }: Pick<Config, "mail" | "rehearsal">,
  { db, chat, directory, loops, now }: Parts,
): Dependency[] {
  const looked = async () => {
    const since = now().getTime() - HANGS_AFTER_MS;
    if (loops.some((loop) => (loop.lookedAt()?.getTime() ?? 0) < since)) {
      throw new Error("has not looked for work for a while");
    }
  };
  return [
    { name: "database", keepMs: 2000, check: () => db.execute("select 1") },
    ...(rehearsal
      ? []
      : [
          { name: "work", keepMs: 0, check: looked },
          { name: "chat", keepMs: 30_000, check: () => chat.reach() },
          { name: "Slack connections", keepMs: 2000, check: () => refuseRival(db) },
        ]),
    ...(directory
      ? [{ name: "directory", keepMs: 30_000, check: () => directory.findByUsername("acct") }]
      : []),
    // A mail server takes it ill when somebody logs in again and again and sends nothing.
    ...(rehearsal ? [] : [{ name: "mail", keepMs: 300_000, check: () => checkSmtp(mail) }]),
  ];
}

/** That the database does not answer is said by the line about it. */
async function refuseRival(db: Db): Promise<void> {
  const known = await readInstallation(db).catch(() => undefined);
  if (known?.rivalSince) throw new Error(RIVAL);
}
