import type { Actor } from "../chat/chat.ts";
import { mayAppoint, type Viewed } from "../pipeline/roster/find-viewer.ts";
import { invite } from "../pipeline/roster/invite.ts";
import { readEmailAddress } from "../view/email-address.ts";
import type { HandlerContext } from "./handler.ts";
import { NO_PAST_DATE, readEndDate } from "./on-roster.ts";
import { type RefusedChange, refuseChange } from "./refused-change.ts";

interface Wanted {
  /** Someone who was chosen in the chat. */
  readonly person?: Actor | undefined;
  /** As it was typed. */
  readonly mail: string;
  /** "manager" counts only from someone who names managers. */
  readonly role: string;
  /** The last day; empty for no end date. */
  readonly ends: string;
}

/** Invites someone to a project, from the chat and from the page. The viewer has to manage the project. */
export async function invitePerson(
  { project, viewer }: Viewed,
  { person, mail, role, ends }: Wanted,
  context: HandlerContext,
): Promise<{ readonly kind: "invited"; readonly name: string } | RefusedChange> {
  const { actor } = viewer;
  const endsOn = ends === "" ? undefined : readEndDate(ends, context.now());
  if (ends !== "" && !endsOn) return refuseChange("date", "ends", NO_PAST_DATE);
  if (person && person.membership !== "member")
    return refuseChange("person", "person", `${person.name} can't be invited. Choose a full, active member.`);
  if (person?.user === actor.user) return refuseChange("yourself", "person", YOURSELF);
  if (!person && mail.trim() === "")
    return refuseChange("no-person", "person", "Choose a person or enter an email address.");
  const read = person ? undefined : readEmailAddress(mail);
  if (read && !("address" in read)) return refuseChange("address", "mail", `The address ${read.problem}.`);
  if (read && [actor.email, viewer.person?.email].some((own) => isSame(own, read.address)))
    return refuseChange("yourself", "mail", YOURSELF);
  const invited = person
    ? { name: person.name, user: person.user }
    : { name: read?.address ?? "", email: read?.address ?? "" };
  const result = await invite(
    project,
    {
      ...invited,
      role: role === "manager" && mayAppoint(viewer) ? "manager" : "member",
      ...(endsOn ? { endsOn } : {}),
    },
    actor,
    context,
  );
  if (result.kind === "refused") {
    const field = result.problem === "invited" ? (person ? "person" : "mail") : undefined;
    return refuseChange(result.problem, field, result.why, invited.name);
  }
  return { kind: "invited", name: invited.name };
}

const YOURSELF = "You can't invite yourself.";

const isSame = (own: string | null | undefined, address: string) =>
  own?.toLowerCase() === address.toLowerCase();
