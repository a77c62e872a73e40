import type { Actor } from "../../chat/chat.ts";
import type { Home, HomeSection } from "../../view/home.ts";
import type { HandlerContext } from "../handler.ts";
import { adminSections } from "./admin-sections.ts";
import { piSections } from "./pi-sections.ts";
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
 * What waits for this person, what they look after, and what they have requested. `filter`: which requests an admin wants to
 * see, written as for /acct list; empty: the queue.
 */
export async function homeFor(actor: Actor, context: HandlerContext, filter = ""): Promise<Home> {
  const parts: readonly Promise<HomeSection[]>[] = [
    piSections(actor, context),
    ...(actor.isAdmin ? [adminSections(context, filter)] : []),
    requesterSections(actor, context),
  ];
  const sections = [...(context.rules.dryRun ? [DRY_RUN] : []), ...(await Promise.all(parts)).flat()];
  return { sections, ...(filter ? { filter } : {}) };
}
