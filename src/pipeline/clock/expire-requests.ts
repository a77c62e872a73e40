import { isHeldBack } from "../../chat/state-of.ts";
import { applyChange } from "../../db/apply-change.ts";
import type { NewMessage } from "../../db/change.ts";
import type { Db } from "../../db/client.ts";
import { insertMessage } from "../../db/messages.ts";
import { lockRequest } from "../../db/requests.ts";
import type { Request } from "../../db/schema.ts";
import { listFirstAsked, listSilences, listUndecidedSince } from "../../db/waiting-requests.ts";
import { journeyOf } from "../journey-of.ts";
import type { Journeys } from "../journeys.ts";
import { settle } from "../settle.ts";
import type { Deed } from "../settle-deed.ts";
import { awaitAdmin } from "../stages/await-admin.ts";
import { awaitPi } from "../stages/await-pi.ts";
import type { Rules } from "../tools.ts";
import { readDowntime } from "./downtime.ts";

interface Expiring {
  readonly journeys: Journeys;
  readonly rules: Pick<Rules, "times" | "adminChannel">;
}

const DAY_MS = 86_400_000;
/** A request can wait at two stages, and questions stop its clock. */
const DOWNTIME_KNOWN_FOR = 4;

/**
 * Ends what nobody has decided on for too long, and tells whoever asked. After acct was down for long whoever decides is
 * reminded first, and has a reminder's time to do it. Inside a transaction; returns how many it ended.
 */
export async function expireRequests(tx: Db, now: Date, { journeys, rules }: Expiring): Promise<number> {
  const { expireAfter, remindPi } = rules.times;
  const days = Math.round(expireAfter / DAY_MS);
  const ago = (ms: number) => new Date(now.getTime() - ms);
  const downtime = await readDowntime(tx, ago(DOWNTIME_KNOWN_FOR * expireAfter), now);
  const wasUpFor = (moment: Date) => now.getTime() - moment.getTime() - downtime.since(moment);
  const undecided = await listUndecidedSince(tx, [awaitAdmin.name, awaitPi.name], ago(expireAfter));
  const stale = undecided.filter(({ clockSince }) => wasUpFor(clockSince) >= expireAfter);
  const { over, unasked } = await sort(tx, stale, {
    end: downtime.lastEnd,
    isEnough: (since) => wasUpFor(since) >= remindPi,
  });

  const apply = async (found: Request, deed: Deed) => {
    const request = await lockRequest(tx, found.id);
    if (request?.version !== found.version) return false;
    const change = settle(request, deed, journeyOf(request, journeys), now);
    await applyChange(tx, request, change, now, { notify: true });
    return true;
  };
  let ended = 0;
  for (const request of over) {
    if (await apply(request, { kind: "expire", note: `nobody has decided on it within ${days} days` }))
      ended++;
  }
  const until = new Date(now.getTime() + remindPi);
  for (const request of unasked) {
    await apply(request, {
      kind: "remind",
      messages: [],
      note: "the admins were reminded, after acct was down",
    });
  }
  if (unasked.length > 0)
    await insertMessage(tx, toAdmins(unasked, { until, days, channel: rules.adminChannel }), now);
  return ended;
}

/** What ends now, and what the admins have to be reminded of first. PIs are reminded by a job of its own. */
async function sort(
  tx: Db,
  stale: readonly Request[],
  { end, isEnough }: { readonly end: Date | undefined; readonly isEnough: (since: Date) => boolean },
): Promise<{ readonly over: readonly Request[]; readonly unasked: readonly Request[] }> {
  if (end === undefined || stale.length === 0) return { over: stale, unasked: [] };
  const asked = await listFirstAsked(tx, stale, end);
  const ofPis = new Set((await listSilences(tx)).map(({ request }) => request.id));
  // Of what is quarantined nobody is told.
  const askedAt = (request: Request) => (isHeldBack(request) ? end : asked.get(request.id));
  return {
    over: stale.filter((request) => {
      const since = askedAt(request);
      return since !== undefined && isEnough(since);
    }),
    unasked: stale.filter((request) => askedAt(request) === undefined && !ofPis.has(request.id)),
  };
}

function toAdmins(
  requests: readonly Request[],
  { until, days, channel }: { readonly until: Date; readonly days: number; readonly channel: string },
): NewMessage {
  const list = requests.map(
    ({ id, givenName, familyName, project, kind }) =>
      `${id} · ${givenName} ${familyName} · ${project ?? kind}`,
  );
  return {
    key: `requests-end:${requests[0]?.id}:${until.toISOString()}`,
    letter: "requests-end",
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
