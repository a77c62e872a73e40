import type { UnreachableError } from "../../chat/chat.ts";
import type { Db } from "../../db/client.ts";
import type { Rules } from "../pipeline-deps.ts";
import { mailAlerts } from "./mail-alerts.ts";

interface NotifyHelpDeskDeps {
  readonly db: Db;
  readonly site: Pick<Rules["site"], "helpAddress" | "name" | "alerts">;
  readonly now: () => Date;
  /** Says that there is a new message. */
  announce(): void;
}

/**
 * Emails the addresses for alerts, once a day for each cause, when no one reads the admin channel or no one there may decide. The
 * admins would never learn otherwise that requests are waiting.
 */
export async function notifyHelpDesk(
  { message, code }: UnreachableError,
  { db, site, now, announce }: NotifyHelpDeskDeps,
): Promise<void> {
  const at = now();
  const key = `admins-unreachable:${at.toISOString().slice(0, 10)}:${code}`;
  await mailAlerts(db, { key, template: "admins-unreachable", data: { why: message } }, { site, now: at });
  announce();
}
