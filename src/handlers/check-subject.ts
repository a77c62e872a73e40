import { buttonsFor, buttonsForRequester } from "../chat/buttons-for.ts";
import type { Call, Reply } from "../chat/call.ts";
import { cardOf } from "../chat/card.ts";
import type { Actor } from "../chat/chat.ts";
import { stateForRequester } from "../chat/for-requester.ts";
import type { Notice } from "../chat/notice.ts";
import type { Subject } from "../chat/subject.ts";
import type { Db } from "../db/client.ts";
import { findRequest } from "../db/requests.ts";
import type { Request } from "../db/schema.ts";
import { isPi, objectionTo } from "./policy.ts";

/** Why a button or a tick does not count, in a sentence for the person. Undefined: its mark is the request's own. */
export async function objectionToSubject({ id, mark }: Subject, db: Db): Promise<string | undefined> {
  return strayOf(mark, await findRequest(db, id));
}

/**
 * The answer to a button or form whose mark is not that of the request with its number: nothing is changed, and the person
 * sees that request as it is now, with its buttons, if it is theirs to see. Undefined: the mark is right.
 */
export async function answerToStray(
  { about, actor }: Pick<Call, "about" | "actor">,
  db: Db,
): Promise<Reply | undefined> {
  if (!about) return undefined;
  const request = await findRequest(db, about.id);
  const stray = strayOf(about.mark, request);
  if (!stray) return undefined;
  const right = request && !objectionTo("see", actor, request) ? asSeenBy(actor, request) : { lines: [] };
  const notice = { ...right, title: "Nothing was changed", lines: [stray, ...right.lines] };
  return { kind: "say", notice };
}

function strayOf(mark: string, request: Request | undefined): string | undefined {
  if (request && request.mark === mark) return undefined;
  if (mark === "") return "This button comes from an earlier release of acct and no longer counts.";
  return "This button belongs to another request, or to a database that acct no longer uses.";
}

function asSeenBy(actor: Actor, request: Request): Pick<Notice, "lines" | "request" | "buttons"> {
  const { id, mark } = request;
  const about = { request: { id, mark } };
  if (actor.isAdmin) {
    const { summary, warnings } = cardOf(request, [], { audience: "admin" });
    const buttons = buttonsFor(request, { audience: "admin", everything: true });
    return { ...about, lines: [`${summary}.`, ...warnings.map((warning) => `⚠ ${warning}`)], buttons };
  }
  if (isPi(actor, request)) {
    const { summary, buttons } = cardOf(request, [], { audience: "pi", place: actor.user });
    return { ...about, lines: [`${summary}.`], buttons };
  }
  const line = `Your request ${id}: ${stateForRequester(request)}.`;
  return { ...about, lines: [line], buttons: buttonsForRequester(request) };
}
