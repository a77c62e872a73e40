import type { NewNotification, Places } from "../../db/change.ts";
import type { Db } from "../../db/client.ts";
import { insertNotification } from "../../db/notifications.ts";
import type { Request } from "../../db/tables/requests.ts";
import {
  listFirstNotified,
  listUnanswered,
  listUnconfirmedSince,
  listUndecidedSince,
} from "../../db/waiting-requests.ts";
import { fullName } from "../../view/full-name.ts";
import { applyCommandTo } from "../engine/apply-command.ts";
import type { RequestCommand } from "../engine/request-command.ts";
import { REQUEST_KINDS } from "../kinds/kinds.ts";
import type { Rules } from "../pipeline-deps.ts";
import type { Workflows } from "../workflows.ts";
import { readDowntime } from "./downtime.ts";

interface ExpireDeps {
  readonly workflows: Workflows;
  readonly rules: Pick<Rules, "times" | "adminChannels">;
}

const DAY_MS = 86_400_000;
/** Downtime counts this far back, in multiples of `expireAfter`, because a request can wait at two stages, and questions stop its clock. */
const DOWNTIME_LOOKBACK = 4;

/**
 * Ends requests that no one has decided on for too long, and tells their requesters. After acct was down for long, the people
 * who decide are reminded first, and get the time of one reminder to do so. Runs inside a transaction; returns how many it ended.
 */
export async function expireRequests(tx: Db, now: Date, { workflows, rules }: ExpireDeps): Promise<number> {
  const { expireAfter, remindPi } = rules.times;
  const days = Math.round(expireAfter / DAY_MS);
  const ago = (ms: number) => new Date(now.getTime() - ms);
  const downtime = await readDowntime(tx, ago(DOWNTIME_LOOKBACK * expireAfter), now);
  const wasUpFor = (moment: Date) => now.getTime() - moment.getTime() - downtime.since(moment);
  const undecided = await listUndecidedSince(tx, ago(expireAfter));
  const stale = undecided.filter(
    ({ kind, clockSince }) => REQUEST_KINDS[kind].expires && wasUpFor(clockSince) >= expireAfter,
  );
  const { expired, unnotified } = await split(tx, stale, {
    end: downtime.lastEnd,
    isEnough: (since) => wasUpFor(since) >= remindPi,
  });

  const apply = (request: Request, command: RequestCommand) =>
    applyCommandTo(tx, request, command, { workflows, now });
  let ended = 0;
  for (const request of expired) {
    const note = `No one decided on it within ${days} days`;
    if (await apply(request, { kind: "expire", note, cause: "undecided", days })) ended++;
  }
  for (const request of await listUnconfirmedSince(tx, ago(expireAfter))) {
    if (wasUpFor(request.clockSince) < expireAfter) continue;
    const isForAddress = request.waitsFor === "address";
    const note = `${isForAddress ? "The address" : "It"} wasn't confirmed within ${days} days`;
    const cause = isForAddress ? "unconfirmed" : "unaccepted";
    if (await apply(request, { kind: "expire", note, cause, days })) ended++;
  }
  const until = new Date(now.getTime() + remindPi);
  for (const request of unnotified) {
    await apply(request, {
      kind: "remind",
      notifications: [],
      note: "Reminded the admins, because acct was down",
    });
  }
  if (unnotified.length > 0)
    await insertNotification(tx, toAdmins(unnotified, { until, days, channel: rules.adminChannels }), now);
  return ended;
}

/** Splits into requests that end now and those the admins must be reminded of first. A separate job reminds PIs. */
async function split(
  tx: Db,
  stale: readonly Request[],
  { end, isEnough }: { readonly end: Date | undefined; readonly isEnough: (since: Date) => boolean },
): Promise<{ readonly expired: readonly Request[]; readonly unnotified: readonly Request[] }> {
  if (end === undefined || stale.length === 0) return { expired: stale, unnotified: [] };
  const notified = await listFirstNotified(tx, stale, end);
  const waitingForPis = new Set((await listUnanswered(tx)).map(({ request }) => request.id));
  // No one is told about quarantined requests.
  const notifiedAt = (request: Request) =>
    request.status === "quarantined" ? end : notified.get(request.id);
  return {
    expired: stale.filter((request) => {
      const since = notifiedAt(request);
      return since !== undefined && isEnough(since);
    }),
    unnotified: stale.filter(
      (request) => notifiedAt(request) === undefined && !waitingForPis.has(request.id),
    ),
  };
}

function toAdmins(
  requests: readonly Request[],
  { until, days, channel }: { readonly until: Date; readonly days: number; readonly channel: Places },
): NewNotification {
  const list = requests.map(
    ({ id, givenName, familyName, project, kind }) =>
      `${id} · ${fullName({ givenName, familyName })} · ${project ?? kind}`,
  );
  return {
    key: `requests-expiring:${requests[0]?.id}:${until.toISOString()}`,
    template: "requests-expiring",
    via: "channel",
    toName: "the admins",
    toEmail: null,
    toUser: channel,
    data: {
      count: String(requests.length),
      list: list.join("\n"),
      until: until.toISOString(),
      days: String(days),
    },
  };
}
