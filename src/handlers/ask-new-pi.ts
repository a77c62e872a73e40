import type { Actor } from "../chat/chat.ts";
import { isOffboarded } from "../db/deciders.ts";
import type { Request } from "../db/tables/requests.ts";
import type { Viewed } from "../pipeline/roster/find-viewer.ts";
import { openHandOver } from "../pipeline/roster/open-change.ts";
import { readEmailAddress } from "../view/email-address.ts";
import { type HandlerContext, toEventActor } from "./handler.ts";
import { type RefusedChange, refuseChange } from "./refused-change.ts";
import { denyPi, findPiAddress } from "./resolve-pi.ts";

interface Wanted {
  /** Someone who was chosen in the chat. */
  readonly person?: Actor | undefined;
  /** As it was typed. */
  readonly mail: string;
  /** What the new PI reads; empty for nothing. */
  readonly reason: string;
}

/** Asks someone to lead a project, from the chat and from the page. The viewer has to be its PI or an admin. */
export async function askNewPi(
  { project, viewer }: Viewed,
  { person, mail, reason }: Wanted,
  { origin }: { readonly origin: string },
  context: HandlerContext,
): Promise<{ readonly kind: "asked-them"; readonly request: Request } | RefusedChange> {
  const { actor } = viewer;
  const inSettings = denyIfInSettings(project.name, context);
  if (inSettings) return inSettings;
  const read = readEmailAddress(mail);
  const typed = "address" in read ? read.address : undefined;
  if (!person && mail.trim() === "")
    return refuseChange("no-person", "person", "Choose a person or enter an email address.");
  if (!person && !typed)
    return refuseChange("address", "mail", `The address ${"problem" in read ? read.problem : ""}.`);
  const email = person ? ((await findPiAddress(person, context)) ?? typed) : typed;
  const denial = person && denyPi(person, email);
  if (denial) return refuseChange("person", "person", denial);
  const who = person?.name ?? email ?? "";
  const field = person ? "person" : "mail";
  if (!email || project.piEmail?.toLowerCase() === email.toLowerCase())
    return refuseChange("is-pi", field, `${who} is the PI already.`, who);
  if (await isOffboarded(context.db, { user: person?.user, email }))
    return refuseChange("not-leading", field, `${who} can't lead a project at the moment.`, who);
  const { request, isNew } = await openHandOver(
    project.name,
    { name: who, email, user: person?.user ?? null },
    {
      givenName: actor.givenName,
      familyName: actor.familyName,
      email: actor.email ?? viewer.person?.email ?? project.piEmail ?? "",
    },
    { origin, by: toEventActor(actor), reason: reason === "" ? undefined : reason },
    context,
  );
  if (isNew) return { kind: "asked-them", request };
  const asked = request.piName ?? request.piEmail ?? "";
  return refuseChange(
    "asked",
    undefined,
    `${asked} was asked already, with request ${request.id}. Withdraw that one first.`,
    asked,
  );
}

/** Explains why a project can't be handed over, because `acct.yml` names its PI. Undefined if it can. */
export function denyIfInSettings(
  project: string,
  { rules }: Pick<HandlerContext, "rules">,
): RefusedChange | undefined {
  return rules.projects[project]
    ? refuseChange(
        "in-settings",
        undefined,
        `The settings of acct name the PI of ${project}. Ask an admin to change it there.`,
        project,
      )
    : undefined;
}
