import type { Actor } from "../chat/chat.ts";
import type { Interaction, Reply } from "../chat/interaction.ts";
import type { Db } from "../db/client.ts";
import { findRequest } from "../db/requests.ts";
import type { Request } from "../db/tables/requests.ts";
import { buttonsFor, buttonsForRequester } from "../view/buttons-for.ts";
import { buildCard } from "../view/card.ts";
import { describeStateForRequester } from "../view/for-requester.ts";
import type { Notice } from "../view/notice.ts";
import type { RequestRef } from "../view/request-ref.ts";
import { denyReason, isPi } from "./policy.ts";

/** Explains to the person why a button or checkbox is invalid. Returns undefined if its mark matches the request. */
export async function explainWrongMark({ id, mark }: RequestRef, db: Db): Promise<string | undefined> {
  return explainStray(mark, await findRequest(db, id));
}

/**
 * Returns the reply to a button or form whose mark doesn't match the request with its number. Nothing is changed. If the
 * person may see that request, the reply shows its current state and buttons. Returns undefined if the mark is correct.
 */
export async function replyToForeignButton(
  { subject: about, actor }: Pick<Interaction, "subject" | "actor">,
  db: Db,
): Promise<Reply | undefined> {
  if (!about) return undefined;
  const request = await findRequest(db, about.id);
  const stray = explainStray(about.mark, request);
  if (!stray) return undefined;
  const visible =
    request && !denyReason("see", actor, request) ? describeForActor(actor, request) : { lines: [] };
  const notice = { ...visible, title: "Nothing changed", lines: [stray, ...visible.lines] };
  return { kind: "message", notice };
}

function explainStray(mark: string, request: Request | undefined): string | undefined {
  if (request && request.mark === mark) return undefined;
  if (mark === "") return "This button comes from an earlier release of acct and no longer counts.";
  return "This button belongs to another request, or to a database that acct no longer uses.";
}

function describeForActor(actor: Actor, request: Request): Pick<Notice, "lines" | "request" | "buttons"> {
  const { id, mark, version } = request;
  const about = { request: { id, mark, version } };
  if (actor.isAdmin) {
    const { summary, warnings } = buildCard(request, [], { audience: "admin" });
    const buttons = buttonsFor(request, { audience: "admin", allActions: true });
    return { ...about, lines: [`${summary}.`, ...warnings.map((warning) => `⚠ ${warning}`)], buttons };
  }
  if (isPi(actor, request)) {
    const { summary, buttons } = buildCard(request, [], { audience: "pi", place: actor.user });
    return { ...about, lines: [`${summary}.`], buttons };
  }
  const line = `Your request ${id}: ${describeStateForRequester(request)}.`;
  return { ...about, lines: [line], buttons: buttonsForRequester(request) };
}
