import type { Db } from "../../db/client.ts";
import { listUnsignedRequests } from "../../db/waiting-requests.ts";
import { fullName } from "../../view/full-name.ts";
import { applyCommandTo } from "../engine/apply-command.ts";
import { toAdminChannel, toRequester } from "../outbox/recipients.ts";
import { workingTime } from "../working-time.ts";
import { readDowntime } from "./downtime.ts";
import type { RemindDeps } from "./remind-approvers.ts";

/**
 * Reminds each requester who hasn't signed, as often as PIs are reminded, and then tells the admins once. Runs inside a transaction;
 * returns how many requests it touched.
 */
export async function remindSigners(tx: Db, now: Date, { workflows, rules }: RemindDeps): Promise<number> {
  const { times, piReminders, adminChannels, workingHours, site } = rules;
  const work = workingTime(workingHours, site.timeZone);
  if (!work.isNow(now)) return 0;
  const downtime = await readDowntime(tx, new Date(now.getTime() - times.expireAfter), now);
  let touched = 0;
  for (const { request, reminders, since } of await listUnsignedRequests(tx)) {
    const waitedMs = now.getTime() - since.getTime() - downtime.since(since) - work.offMs(since, now);
    if (reminders > piReminders || waitedMs < times.remindPi) continue;
    const who = fullName(request);
    const { signing, isUnproven } = request.details;
    const titles = signing?.titles ?? [];
    const isLast = reminders === piReminders;
    const why = `${who} hasn't signed, and gets no more reminders: ${titles.join(", ")}. Contact them another way, or wait: the request ends by itself.`;
    const number = `${request.stage}:${request.stageSince.toISOString()}:${reminders + 1}`;
    const data = { titles: titles.join("\n"), reminder: String(reminders + 1), number };
    const notification = isLast
      ? toAdminChannel(request, adminChannels, why)
      : toRequester(request, "sign-agreements", data, isUnproven ? "email" : "either");
    const note = isLast ? `Told the admins that ${who} hasn't signed` : `Reminded ${who} to sign`;
    const command = { kind: "remind", notifications: [notification], note } as const;
    if (await applyCommandTo(tx, request, command, { workflows, now })) touched++;
  }
  return touched;
}
