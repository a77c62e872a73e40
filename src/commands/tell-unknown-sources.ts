import type { Db } from "../db/client.ts";
import { insertNotification } from "../db/notifications.ts";
import { listSourceCounts, sourceUnknownKey, type UnknownCause } from "../db/source-counts.ts";
import type { Adopted } from "./adopt.ts";

/**
 * Tells the admin channel which systems an adoption could conclude nothing from, once for each system and cause until the system
 * was read as a whole again. An adoption by cron would otherwise say it where no one looks, or every day.
 */
export async function tellUnknownSources(
  { plan, unread }: Pick<Adopted, "plan" | "unread">,
  {
    db,
    adminChannels,
    now,
  }: { readonly db: Db; readonly adminChannels: readonly string[]; readonly now: Date },
): Promise<void> {
  const unknown: { system: string; cause: UnknownCause; why: string }[] = [
    ...unread.map(({ system, why }) => ({ system, cause: "unread" as const, why })),
    ...plan.counts.flatMap(({ system, cause, unknown: why }) =>
      cause !== undefined && why !== undefined ? [{ system, cause, why }] : [],
    ),
  ];
  if (unknown.length === 0) return;
  const last = await listSourceCounts(db);
  for (const data of unknown) {
    const key = sourceUnknownKey(data.system, data.cause, last.get(data.system)?.seenAt);
    const to = { via: "channel", toName: "the admins", toEmail: null, toUser: adminChannels } as const;
    await insertNotification(db, { key, template: "source-unknown", ...to, data }, now);
  }
}
