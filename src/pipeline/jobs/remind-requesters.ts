import type { NewNotification } from "../../db/change.ts";
import type { Db } from "../../db/client.ts";
import { listUnrepliedQuestions } from "../../db/waiting-requests.ts";
import { fullName } from "../../view/full-name.ts";
import { applyCommandTo } from "../engine/apply-command.ts";
import { toAdminChannel, toRequester } from "../outbox/recipients.ts";
import { workingTime } from "../working-time.ts";
import { readDowntime } from "./downtime.ts";
import type { RemindDeps } from "./remind-approvers.ts";

/**
 * Reminds each requester who has not replied to a question, as often as PIs are reminded, and then tells the admins once. The
 * clock of the request is paused meanwhile, so nothing else would ever happen. Runs inside a transaction; returns how many requests
 * it touched.
 */
export async function remindRequesters(tx: Db, now: Date, { workflows, rules }: RemindDeps): Promise<number> {
  const { times, piReminders, adminChannels, workingHours, site } = rules;
  const work = workingTime(workingHours, site.timeZone);
  if (!work.isNow(now)) return 0;
  const downtime = await readDowntime(tx, new Date(now.getTime() - times.expireAfter), now);
  let touched = 0;
  for (const { request, reminders, since } of await listUnrepliedQuestions(tx)) {
    const waitedMs = now.getTime() - since.getTime() - downtime.since(since) - work.offMs(since, now);
    if (reminders > piReminders || waitedMs < times.remindPi) continue;
    const { question, version } = request;
    const who = fullName(request);
    const isLast = reminders === piReminders;
    const why = `${who} hasn't replied to the question that ${question?.byName} asked, and gets no more reminders. Please decide without a reply, or contact them another way.`;
    const notification: NewNotification = isLast
      ? toAdminChannel(request, adminChannels, why)
      : toRequester(request, "question", { number: String(version), reminder: String(reminders + 1) });
    const note = isLast ? `Told the admins that ${who} hasn't replied` : `Reminded ${who} of the question`;
    const command = { kind: "remind", notifications: [notification], note } as const;
    if (await applyCommandTo(tx, request, command, { workflows, now })) touched++;
  }
  return touched;
}
