import type { UnreachableError } from "../../chat/chat.ts";
import type { Db } from "../../db/client.ts";
import { insertNotification } from "../../db/notifications.ts";
import type { Rules } from "../pipeline-deps.ts";

interface NotifyHelpDeskDeps {
  readonly db: Db;
  readonly site: Pick<Rules["site"], "helpAddress" | "name">;
  readonly now: () => Date;
  /** Says that there is a new message. */
  announce(): void;
}

/**
 * Emails the help address, once a day for each cause, when no one reads the admin channel or no one there may decide. The
 * admins would never learn otherwise that requests are waiting.
 */
export async function notifyHelpDesk(
  { message, code }: UnreachableError,
  { db, site, now, announce }: NotifyHelpDeskDeps,
): Promise<void> {
  const at = now();
  const key = `admins-unreachable:${at.toISOString().slice(0, 10)}:${code}`;
  const to = { via: "email", toName: site.name, toEmail: site.helpAddress, toUser: null } as const;
  await insertNotification(db, { key, template: "admins-unreachable", ...to, data: { why: message } }, at);
  announce();
}
