import type { Db } from "../../db/client.ts";
import { insertNotification } from "../../db/notifications.ts";
import type { Request } from "../../db/tables/requests.ts";
import { listUnanswered, listUndecidedByGroups, type UnansweredRequest } from "../../db/waiting-requests.ts";
import { groupsToDecide, openGroups } from "../../view/group-decisions.ts";
import { askedGroups, isAskedAsGroup } from "../checks/asked-groups.ts";
import { findGroupMembers, type GroupMember } from "../checks/group-members.ts";
import { applyCommandTo } from "../engine/apply-command.ts";
import type { RequestCommand } from "../engine/request-command.ts";
import type { Rules } from "../pipeline-deps.ts";
import type { Workflows } from "../workflows.ts";
import { workingTime } from "../working-time.ts";
import { readDowntime } from "./downtime.ts";
import { type Approver, collectReminders, type Reminders } from "./reminder.ts";

export interface RemindDeps {
  readonly workflows: Workflows;
  readonly rules: Pick<
    Rules,
    | "times"
    | "piReminders"
    | "adminChannels"
    | "workingHours"
    | "site"
    | "reminders"
    | "approvals"
    | "privilegedProjects"
    | "groups"
  >;
}

/** The people in each group of acct.yml, by its name. */
export type Groups = ReadonlyMap<string, readonly GroupMember[]>;

/**
 * Finds the people in the groups whose approval is needed now. It asks the chat, so it runs before `remindApprovers`, whose
 * transaction must not wait for that.
 */
export async function findAskedGroups(
  deps: Parameters<typeof findGroupMembers>[1] & Pick<RemindDeps, "rules">,
): Promise<Groups> {
  const waiting = await listUndecidedByGroups(deps.db);
  const asked = waiting.flatMap(({ request }) => askedGroups(request, deps.rules));
  return findGroupMembers(new Set(asked), deps);
}

/**
 * Reminds everyone who has not answered for a while, with one message for all their requests: PIs, members of approving groups
 * and, after a PI's last reminder, their delegates. Then it shows the PI's request to the admins, whom the daily digest reminds. Does so only while
 * people work, and days off don't count. Runs inside a transaction; returns how many requests it touched.
 */
export async function remindApprovers(
  tx: Db,
  now: Date,
  { workflows, rules }: RemindDeps,
  groups: Groups = new Map(),
): Promise<number> {
  const { times, reminders, workingHours, site } = rules;
  const work = workingTime(workingHours, site.timeZone);
  if (!work.isNow(now)) return 0;
  const downtime = await readDowntime(tx, new Date(now.getTime() - times.expireAfter), now);
  const pauseMs = ({ reminders: count }: UnansweredRequest) =>
    (count === 0 ? reminders?.start : reminders?.interval) ?? times.remindPi;
  const isDue = (one: UnansweredRequest) =>
    now.getTime() - one.since.getTime() - downtime.since(one.since) - work.offMs(one.since, now) >=
    pauseMs(one);
  let touched = 0;
  const apply = async (request: Request, command: RequestCommand) => {
    const isApplied = await applyCommandTo(tx, request, command, { workflows, now });
    if (isApplied) touched++;
    return isApplied;
  };
  const told = collectReminders();
  const remind = async (request: Request, note: string, approvers: readonly Approver[]) => {
    if (!(await apply(request, { kind: "remind", notifications: [], note }))) return;
    for (const approver of approvers) told.add(approver, request);
  };

  for (const unanswered of (await groupByPi(tx)).values()) {
    await remindPi(
      unanswered.toSorted((a, b) => a.request.id - b.request.id),
      { isDue, remind, apply, rules },
    );
  }
  await remindGroups(tx, { isDue, remind, apply, rules, groups });
  await send(tx, told, now, times.expireAfter);
  return touched;
}

interface Reminding {
  readonly isDue: (one: UnansweredRequest) => boolean;
  readonly remind: (request: Request, note: string, approvers: readonly Approver[]) => Promise<void>;
  readonly apply: (request: Request, command: RequestCommand) => Promise<boolean>;
  readonly rules: RemindDeps["rules"];
}

/** Reminds one PI of everything that waits for them, as soon as one request is due. */
async function remindPi(
  unanswered: readonly UnansweredRequest[],
  { isDue, remind, apply, rules: { piReminders, adminChannels } }: Reminding,
): Promise<void> {
  if (!unanswered.some(isDue)) return;
  const maxReminders = ({ request }: UnansweredRequest) =>
    piReminders + (request.delegates.length > 0 ? 1 : 0);
  const again = unanswered.filter((one) => one.reminders < maxReminders(one));
  for (const { request } of unanswered.filter((one) => isDue(one) && !again.includes(one)))
    await apply(request, { kind: "escalate", channel: adminChannels });
  const isByEmail = again.some(({ byMail, reminders }) => byMail && reminders < piReminders);
  for (const { request, reminders } of again) {
    const { piName, piEmail, piUser, delegates } = request;
    const forPi = piName ?? undefined;
    if (reminders >= piReminders) {
      const names = delegates.map(({ name }) => name).join(" and ");
      const asked = delegates.map(
        ({ user, name }) => ({ user, email: null, name, as: "delegate", forPi }) as const,
      );
      await remind(request, `Asked ${names} to decide for the PI`, asked);
    } else {
      const user = isByEmail ? null : piUser;
      const pi = { user, email: piEmail, name: piName ?? piEmail ?? "", as: "pi" } as const;
      await remind(request, `Reminded ${piName ?? piEmail}`, [pi]);
    }
  }
}

/** Reminds the members of groups of everything that waits for them, as soon as a request is due that waits for one of their groups. */
async function remindGroups(
  tx: Db,
  { isDue, remind, apply, rules, groups }: Reminding & { readonly groups: Groups },
): Promise<void> {
  if (groups.size === 0) return;
  const waiting = (await listUndecidedByGroups(tx)).map((one) => ({
    ...one,
    asked: askedGroups(one.request, rules).filter((name) => groups.has(name)),
    isDue: isDue(one),
  }));
  const due = new Set(waiting.flatMap((one) => (one.isDue ? one.asked : [])));
  for (const { request, asked, reminders } of waiting) {
    if (!asked.some((name) => due.has(name))) continue;
    const members = new Map<string, Approver>();
    for (const name of asked) {
      for (const member of groups.get(name) ?? []) {
        const person = { user: member.user ?? `email:${member.email}`, email: member.email ?? undefined };
        const decides = groupsToDecide(request, person.user).length > 0;
        if (isAskedAsGroup(person, [name], request, rules))
          members.set(person.user, { ...member, as: decides ? "group-decider" : "group" });
      }
    }
    if (members.size === 0) continue;
    const isLast = reminders >= rules.piReminders && openGroups(request).length > 0;
    if (isLast && !request.details.groupsEscalatedAt)
      await apply(request, { kind: "escalate-groups", channel: rules.adminChannels });
    if (isLast) continue;
    await remind(request, `Reminded ${asked.join(" and ")}`, [...members.values()]);
  }
}

async function groupByPi(tx: Db): Promise<Map<string, UnansweredRequest[]>> {
  return Map.groupBy(
    await listUnanswered(tx),
    ({ request }) => request.piUser ?? request.piEmail?.toLowerCase() ?? "",
  );
}

async function send(tx: Db, told: Reminders, now: Date, validForMs: number): Promise<void> {
  const until = new Date(now.getTime() + validForMs);
  for (const message of told.toMessages(now, until)) await insertNotification(tx, message, now);
}
