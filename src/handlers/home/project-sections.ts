import type { Actor } from "../../chat/chat.ts";
import { listProjectsOf } from "../../db/roster.ts";
import { findOwnPerson } from "../../pipeline/roster/find-viewer.ts";
import type { HomeSection } from "../../view/home.ts";
import type { HandlerContext } from "../handler.ts";
import { ownProjectsNotice } from "../own-projects-notice.ts";

/** Returns the projects that this person leads or manages, with a button for each that shows who is in it. */
export async function projectSections(actor: Actor, context: HandlerContext): Promise<HomeSection[]> {
  const person = await findOwnPerson(actor, context);
  const all = person ? await listProjectsOf(context.db, person.id) : [];
  const led = all.filter(({ role }) => role !== "member");
  if (led.length === 0) return [];
  return [{ heading: "Projects", entries: [ownProjectsNotice(led, [], "You lead or manage")] }];
}
