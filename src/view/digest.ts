import type { Audience } from "../db/names.ts";
import type { Request } from "../db/tables/requests.ts";
import { lastDecision } from "./approvals.ts";
import { describeState, describeStateForOthers } from "./describe-state.ts";
import { fullName } from "./full-name.ts";
import { openGroups } from "./group-decisions.ts";
import type { Notice } from "./notice.ts";
import { requestTopic } from "./request-phrase.ts";

const MAX_REQUESTS = 10;

interface DigestView {
  readonly audience: Audience;
  readonly requests: readonly Request[];
  readonly dryRun?: boolean;
}

/** Combines many new requests into one list. Requests that wait for a decision come first, and a button opens all of them. */
export function buildDigest({ audience, requests, dryRun = false }: DigestView): Notice {
  const { title, need, hint, button } = audience === "pi" ? PI_DIGEST : FOR_ADMINS;
  const isPending = (request: Request) =>
    request.waitsFor === audience ||
    (audience === "pi" && request.waitsFor === "admin" && openGroups(request).length > 0);
  // For admins, requests with an open question are counted separately. A PI is asked to decide anyway.
  const isAsked = ({ question }: Request) => audience === "admin" && question !== null;
  const waiting = requests.filter((request) => isPending(request) && !isAsked(request));
  const asked = requests.filter((request) => isPending(request) && isAsked(request));
  const decided = requests.filter((request) => !isPending(request));
  const lines = waiting.slice(0, MAX_REQUESTS).map(describeRequest);
  const more = waiting.length - lines.length;
  return {
    title: `${title(requests.length)}${countWaiting(waiting.length, need)}`,
    lines: [
      ...(dryRun ? ["This is a dry run: nothing is created."] : []),
      ...lines,
      ...(more > 0 ? [`… and ${more} more.`] : []),
      ...(asked.length > 0 ? [`${asked.length} waiting for the requester's reply.`] : []),
      ...(decided.length > 0 ? [`${decided.length} decided: ${summarizeDecided(decided, audience)}.`] : []),
      ...(waiting.length > 0 ? [hint] : []),
    ],
    ...(waiting.length > 0 ? { buttons: [button] } : {}),
  };
}

const countWaiting = (count: number, need: string) =>
  count === 0 ? "" : `, ${count} ${count === 1 ? "needs" : "need"} ${need}`;

const FOR_ADMINS = {
  title: (all: number) => `${all} new ${all === 1 ? "request" : "requests"}`,
  need: "a decision",
  hint: "To see one with all its buttons: /acct status <id>",
  button: { action: "review-queue", label: "Review queue…", style: "primary" },
} as const;

const PI_DIGEST = {
  title: (all: number) => `${all} ${all === 1 ? "person wants" : "people want"} to join your project`,
  need: "your approval",
  hint: "To decide one by one, or to deny or reassign one, open the Home tab.",
  button: { action: "approve-several", label: "Approve several…", style: "primary" },
} as const;

function describeRequest(request: Request): string {
  const { id, givenName, familyName, email, warnings } = request;
  const flag = warnings.length > 0 ? " ⚠" : "";
  return `${id} · ${fullName({ givenName, familyName })} · ${requestTopic(request)} · ${email}${flag}`;
}

function summarizeDecided(decided: readonly Request[], audience: Audience): string {
  const byWhom = Map.groupBy(decided, (request) => {
    const made = lastDecision(request, audience);
    if (!made) return audience === "pi" ? describeStateForOthers(request) : describeState(request);
    return `${made.verdict === "spam" ? "marked as spam" : made.verdict} by ${made.byName}`;
  });
  return [...byWhom].map(([what, list]) => `${list.length} ${what}`).join(", ");
}
