import type { Audience, Request } from "../db/schema.ts";
import { topicOf } from "./asks-for.ts";
import type { Notice } from "./notice.ts";
import { stateForOthers, stateOf } from "./state-of.ts";

const SHOWN = 10;

interface DigestView {
  readonly audience: Audience;
  readonly requests: readonly Request[];
  readonly dryRun?: boolean;
}

/** Many new requests as one list: those that wait first, and a way to look through all of them. */
export function digestOf({ audience, requests, dryRun = false }: DigestView): Notice {
  const { stage, title, hint, button } = audience === "pi" ? FOR_PI : FOR_ADMINS;
  const isThere = (request: Request) => request.status === "waiting" && request.stage === stage;
  // The admins' figures and lists count these apart; a PI is asked all the same.
  const isAsked = ({ question }: Request) => audience === "admin" && question !== null;
  const waiting = requests.filter((request) => isThere(request) && !isAsked(request));
  const asked = requests.filter((request) => isThere(request) && isAsked(request));
  const decided = requests.filter((request) => !isThere(request));
  const lines = waiting.slice(0, SHOWN).map(lineOf);
  const more = waiting.length - lines.length;
  return {
    title: title(requests.length, waiting.length),
    lines: [
      ...(dryRun ? ["This is a dry run: nothing is created."] : []),
      ...lines,
      ...(more > 0 ? [`… and ${more} more.`] : []),
      ...(asked.length > 0
        ? [`${asked.length} ${asked.length === 1 ? "waits" : "wait"} for an answer of whoever asked.`]
        : []),
      ...(decided.length > 0 ? [`${decided.length} decided: ${summaryOf(decided, audience)}.`] : []),
      ...(waiting.length > 0 ? [hint] : []),
    ],
    ...(waiting.length > 0 ? { buttons: [button] } : {}),
  };
}

const FOR_ADMINS = {
  stage: "await-admin",
  title: (all: number, waiting: number) => `${all} new requests at once, ${waiting} need a decision`,
  hint: "To see one with all actions: /acct status <id>",
  button: { deed: "look-through", label: "Review queue…", style: "primary" },
} as const;

const FOR_PI = {
  stage: "await-pi",
  title: (all: number, waiting: number) =>
    `${all} people want to join your project, ${waiting} need your approval`,
  hint: "To decide one by one, to deny, or to pass one on, open the Home tab.",
  button: { deed: "approve-several", label: "Approve several…", style: "primary" },
} as const;

function lineOf(request: Request): string {
  const { id, givenName, familyName, email, warnings } = request;
  const flag = warnings.length > 0 ? " ⚠" : "";
  return `${id} · ${givenName} ${familyName} · ${topicOf(request)} · ${email}${flag}`;
}

function summaryOf(decided: readonly Request[], audience: Audience): string {
  const byWhom = Map.groupBy(decided, (request) => {
    const made = request.decisions[audience];
    if (!made) return audience === "pi" ? stateForOthers(request) : stateOf(request);
    return `${made.verdict === "spam" ? "marked as spam" : made.verdict} by ${made.byName}`;
  });
  return [...byWhom].map(([what, list]) => `${list.length} ${what}`).join(", ");
}
