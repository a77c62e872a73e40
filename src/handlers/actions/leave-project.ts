import type { Interaction } from "../../chat/interaction.ts";
import { listRoster } from "../../db/roster.ts";
import type { RosterEntry } from "../../db/tables/memberships.ts";
import { findOwnPerson, findViewed } from "../../pipeline/roster/find-viewer.ts";
import { openMemberChange } from "../../pipeline/roster/open-change.ts";
import { formatInterval } from "../../view/format-interval.ts";
import {
  type GeneralHandler,
  type HandlerContext,
  invalidForm,
  toEventActor,
  UserError,
} from "../handler.ts";
import { noProject } from "../on-roster.ts";
import { removalReply } from "../removal-reply.ts";

/** Lets someone leave a project. A PI hands it over first. */
export const leaveProject: GeneralHandler = {
  name: "leave-project",
  right: "use-project",
  notDone: "Nothing has changed",
  command: { name: "leave", arguments: "<project>", help: "Leave a project" },
  async form(interaction, context) {
    const [entry] = await readOwn(interaction, context);
    const name = entry?.project ?? "";
    return {
      action: "leave-project",
      about: name,
      title: `Leave ${name}`.slice(0, 24),
      intro: [
        `You lose access to ${name} in every system, and keep your account and your other projects. You can undo it within ${formatInterval(context.rules.times.undo)}.`,
      ],
      submit: "Leave",
      fields: [],
    };
  },
  async run(interaction, context) {
    const own = await readOwn(interaction, context);
    const { actor, deliveryId } = interaction;
    const by = toEventActor(actor);
    for (const [number, entry] of own.entries()) {
      const origin = number === 0 ? deliveryId : `${deliveryId}:${number}`;
      const opened = await openMemberChange("removal", entry, { why: "left" }, { origin, by }, context);
      if (number === own.length - 1)
        return removalReply(`You'll leave ${entry.project}`, opened.request, context);
    }
    return invalidForm("You're not in this project anymore.");
  },
};

/** Their memberships in the project: one for each account. */
async function readOwn(
  { actor, text }: Pick<Interaction, "actor" | "text">,
  context: HandlerContext,
): Promise<readonly RosterEntry[]> {
  const [name = ""] = text.trim().split(/\s+/);
  if (name === "") throw new UserError("Name the project, for example /acct leave astro.");
  const person = await findOwnPerson(actor, context);
  const viewed = await findViewed(name, actor, person, context);
  if (!viewed || !person || viewed.viewer.role === undefined) throw new UserError(noProject(name));
  if (viewed.viewer.role === "pi")
    throw new UserError(
      `You lead ${viewed.project.name}, so someone else has to take over first: /acct project ${viewed.project.name}, then "Hand over…".`,
    );
  const roster = await listRoster(context.db, viewed.project.id);
  const own = roster.filter(({ personId }) => personId === person.id);
  if (own.length === 0) throw new UserError(noProject(name));
  return own;
}
