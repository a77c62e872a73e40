import type { NewNotification } from "../../db/change.ts";
import type { Db } from "../../db/client.ts";
import type { TemplateName } from "../../db/names.ts";
import { insertNotification } from "../../db/notifications.ts";
import type { Notification } from "../../db/tables/notifications.ts";
import type { Rules } from "../pipeline-deps.ts";

interface MailAlertsDeps {
  readonly site: Pick<Rules["site"], "name" | "helpAddress" | "alerts">;
  readonly now: Date;
}

/** A chat is usually back within minutes, and the admins read the message there then. */
const CHAT_AWAY_MS = 5 * 60_000;

/** What the admins have to know even while the chat is away. */
const ALERTS: ReadonlySet<TemplateName> = new Set<TemplateName>([
  "needs-attention",
  "access-lost",
  "second-installation",
  "undelivered",
  "requests-expiring",
  "source-unknown",
]);

/** Tells whether a message to the admin channel that can't be posted has waited so long that it goes by email, too. */
export const isOverdueAlert = (
  { template, via, createdAt }: Pick<Notification, "template" | "via" | "createdAt">,
  now: Date,
): boolean =>
  via === "channel" && ALERTS.has(template) && now.getTime() - createdAt.getTime() >= CHAT_AWAY_MS;

/** Sends a message for the admins to each address in `site.alerts`, by default the help address, once for its key. */
export async function mailAlerts(
  db: Db,
  {
    key,
    template,
    data = {},
    requestId,
  }: Pick<NewNotification, "key" | "template" | "data"> & {
    readonly requestId?: number | null;
  },
  { site, now }: MailAlertsDeps,
): Promise<void> {
  for (const address of site.alerts ?? [site.helpAddress]) {
    const to = { via: "email", toName: site.name, toEmail: address, toUser: null } as const;
    const about = requestId === null || requestId === undefined ? {} : { requestId };
    await insertNotification(db, { key: `${key}:${address}`, template, ...to, data, ...about }, now);
  }
}
