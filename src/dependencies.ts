import type { Chat } from "./chat/chat.ts";
import type { Config } from "./config.ts";
import type { Db } from "./db/client.ts";
import { causeInDatabase } from "./db/explain-database-error.ts";
import { checkSmtp } from "./mail/smtp.ts";
import type { WorkLoop } from "./pipeline/work-loop.ts";
import type { Directory } from "./provisioners/directory.ts";
import type { Dependency } from "./readiness.ts";

interface Parts {
  readonly db: Db;
  readonly chat: Pick<Chat, "reach">;
  readonly directory: Directory | undefined;
  readonly loops: readonly Pick<WorkLoop, "lookedAt">[];
  readonly now: () => Date;
}

/** Loops look once a second; one that has not for so long hangs, whatever else still answers. */
const HANGS_AFTER_MS = 15_000;

/** Throws what the server or the driver says. */
export async function answers(db: Db): Promise<void> {
  await db.execute("select 1").catch((error: unknown) => {
    throw causeInDatabase(error);
  });
}

/** Everything that acct needs to do its work, for `/readyz`. */
export function dependenciesOf(
  { mail }: Pick<Config, "mail">,
  { db, chat, directory, loops, now }: Parts,
): Dependency[] {
  const looked = async () => {
    const since = now().getTime() - HANGS_AFTER_MS;
    if (loops.some((loop) => (loop.lookedAt()?.getTime() ?? 0) < since)) {
      throw new Error("has not looked for work for a while");
    }
  };
  return [
    { name: "database", keepMs: 2000, check: () => answers(db) },
    { name: "work", keepMs: 0, check: looked },
    { name: "chat", keepMs: 30_000, check: () => chat.reach() },
    ...(directory
      ? [{ name: "directory", keepMs: 30_000, check: () => directory.findByUsername("acct") }]
      : []),
    // A mail server takes it ill when somebody logs in again and again and sends nothing.
    { name: "mail", keepMs: 300_000, check: () => checkSmtp(mail) },
  ];
}
