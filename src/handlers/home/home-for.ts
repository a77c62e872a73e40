import type { Actor } from "../../chat/chat.ts";
import type { Home, HomeSection } from "../../view/home.ts";
import { denyOffboarded, denyPausedPerson } from "../deny-paused-person.ts";
import type { HandlerContext } from "../handler.ts";
import { adminSections } from "./admin-sections.ts";
import { piSections } from "./pi-sections.ts";
import { projectSections } from "./project-sections.ts";
import { requesterSections } from "./requester-sections.ts";

const DRY_RUN: HomeSection = {
  heading: "This is a dry run",
  entries: [
    {
      title: "Nothing is created",
      lines: ["This is a test. Approved requests wait until it is over."],
    },
  ],
};

/**
 * Builds a person's Home tab: the requests that wait for them, the admin queue if they are an admin, and their own requests.
 * Someone who can't act at the moment reads why instead of what they could do.
 * `filter` selects the requests that an admin sees and has the syntax of /acct list. If it is empty, the admin sees the
 * queue. Throws a `UserError` if an admin's filter is invalid.
 */
export async function homeFor(actor: Actor, context: HandlerContext, filter = ""): Promise<Home> {
  const offboarded = await denyOffboarded(actor, context);
  const paused = offboarded ?? (await denyPausedPerson("decide-as-pi", actor, context));
  const parts: readonly Promise<HomeSection[]>[] = [
    ...(paused ? [] : [piSections(actor, context), projectSections(actor, context)]),
    ...(actor.isAdmin && !offboarded ? [adminSections(context, filter)] : []),
    requesterSections(actor, context, paused),
  ];
  const sections = [...(context.rules.dryRun ? [DRY_RUN] : []), ...(await Promise.all(parts)).flat()];
  return { sections, ...(filter ? { filter } : {}) };
}
