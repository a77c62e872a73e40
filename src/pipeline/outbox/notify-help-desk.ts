import type { UnreachableError } from "../../chat/chat.ts";
import type { Db } from "../../db/client.ts";
import { insertNotification } from "../../db/notifications.ts";
import type { Rules } from "../pipeline-deps.ts";

interface NotifyHelpDeskDeps {
  readonly db: Db;
  readonly site: Pick<Rules["site"], "helpAddress" | "name">;
  readonly now: () => Date;
  /** There is a new message. */
  announce(): void;
}

/**
 * The admins would never know that requests wait, because nobody reads them or nobody may decide: so the address that people
 * write to gets a mail, once a day for each cause.
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
