import type { NewNotification } from "../../db/change.ts";
import type { Db } from "../../db/client.ts";
import type { Request } from "../../db/tables/requests.ts";
import { listUnanswered, type UnansweredRequest } from "../../db/waiting-requests.ts";
import { fullName } from "../../view/full-name.ts";
import { requestTopic } from "../../view/request-phrase.ts";
import { applyCommandTo } from "../engine/apply-command.ts";
import type { RequestCommand } from "../engine/transition-by-command.ts";
import type { Rules } from "../pipeline-deps.ts";
import type { Workflows } from "../workflows.ts";
import { workingTime } from "../working-time.ts";
import { readDowntime } from "./downtime.ts";

export interface RemindDeps {
  readonly workflows: Workflows;
  readonly rules: Pick<Rules, "times" | "piReminders" | "adminChannel" | "workingHours" | "site">;
}

/**
 * Reminds each PI who has not answered for a while, with one message for all their requests. After the last reminder it asks
 * their delegates, and then shows the request to the admins. Does so only while people work, and days off don't count. Runs
 * inside a transaction; returns how many requests it touched.
 */
export async function remindPis(tx: Db, now: Date, deps: RemindDeps): Promise<number> {
  const { times, piReminders, adminChannel } = deps.rules;
  const work = workingTime(deps.rules.workingHours, deps.rules.site.timeZone);
  if (!work.isNow(now)) return 0;
  const downtime = await readDowntime(tx, new Date(now.getTime() - times.expireAfter), now);
  const isDue = ({ since }: UnansweredRequest) =>
    now.getTime() - since.getTime() - downtime.since(since) - work.offMs(since, now) >= times.remindPi;
  const maxReminders = ({ request }: UnansweredRequest) =>
    piReminders + (request.delegates.length > 0 ? 1 : 0);
  let touched = 0;
  const apply = async (request: Request, command: RequestCommand) => {
    if (await applyCommandTo(tx, request, command, { workflows: deps.workflows, now })) touched++;
  };

  for (const unanswered of (await groupByPi(tx)).values()) {
    if (!unanswered.some(isDue)) continue;
    const again = unanswered.filter((one) => one.reminders < maxReminders(one));
    for (const { request } of unanswered.filter((one) => isDue(one) && !again.includes(one))) {
      await apply(request, { kind: "escalate", channel: adminChannel });
    }
    const fresh = again.filter(({ reminders }) => reminders < piReminders);
    for (const { request } of again.filter(({ reminders }) => reminders >= piReminders)) {
      const names = request.delegates.map(({ name }) => name).join(" and ");
      const notifications = request.delegates.map((delegate) =>
        reminderTo(delegate, [request], now, request.piName ?? undefined),
      );
      await apply(request, { kind: "remind", notifications, note: `Asked ${names} to decide for the PI` });
    }
    for (const [index, { request }] of fresh.entries()) {
      const notifications = index === 0 ? [toPi(fresh, now, times.expireAfter)] : [];
      await apply(request, {
        kind: "remind",
        notifications,
        note: `Reminded ${request.piName ?? request.piEmail}`,
      });
    }
  }
  return touched;
}

async function groupByPi(tx: Db): Promise<Map<string, UnansweredRequest[]>> {
  return Map.groupBy(
    await listUnanswered(tx),
    ({ request }) => request.piUser ?? request.piEmail?.toLowerCase() ?? "",
  );
}

/** Reminds the PI where they were asked: in the chat, or by email with a link for each request. */
function toPi(unanswered: readonly UnansweredRequest[], now: Date, validForMs: number): NewNotification {
  const requests = unanswered.map(({ request }) => request);
  const [first] = requests;
  const isByEmail = unanswered.some(({ byMail }) => byMail);
  if (first?.piUser && !isByEmail)
    return reminderTo({ user: first.piUser, name: first.piName ?? "" }, requests, now);
  return {
    key: `pi-email-reminder:${first?.id}:${now.toISOString()}`,
    template: "pi-email-reminder",
    via: "email",
    toName: first?.piName ?? first?.piEmail ?? "",
    toEmail: first?.piEmail ?? null,
    toUser: null,
    data: { ...listRequests(requests), until: new Date(now.getTime() + validForMs).toISOString() },
  };
}

function reminderTo(
  { user, name }: { readonly user: string; readonly name: string },
  requests: readonly Request[],
  now: Date,
  /** The PI for whom they are asked to decide. */
  forPi?: string,
): NewNotification {
  return {
    key: `pi-reminder:${requests[0]?.id}:${user}:${now.toISOString()}`,
    template: "pi-reminder",
    via: "chat",
    toName: name,
    toEmail: null,
    toUser: user,
    data: { ...listRequests(requests), ...(forPi ? { forPi } : {}) },
  };
}

/** The templates read the number at the start of each line. */
function listRequests(requests: readonly Request[]) {
  const list = requests.map((request) => `${request.id} · ${fullName(request)} · ${requestTopic(request)}`);
  const marks = requests.map(({ mark }) => mark);
  return { count: String(requests.length), list: list.join("\n"), marks: marks.join("\n") };
}
