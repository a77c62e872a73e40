import { describeMember, findNamed } from "../../pipeline/roster/describe-member.ts";
import { openMemberChange } from "../../pipeline/roster/open-change.ts";
import { formatInterval } from "../../view/format-interval.ts";
import { type GeneralHandler, invalidFields, toEventActor } from "../handler.ts";
import { memberField, nobody, ONLY_MANAGERS, readRoster, removable } from "../on-roster.ts";
import { removalReply } from "../removal-reply.ts";

/** Lets a PI or a manager remove someone from a project. They keep their account, and it can be undone for a while. */
export const removeMember: GeneralHandler = {
  name: "remove-member",
  right: "use-project",
  notDone: "Not removed",
  async form({ actor, text }, context) {
    const on = await readRoster(text, actor, context, { denial: ONLY_MANAGERS });
    const { name } = on.project;
    const entries = removable(on);
    if (entries.length === 0) return nobody("Not removed", name);
    const time = formatInterval(context.rules.times.undo);
    return {
      action: "remove-member",
      about: name,
      title: `Remove from ${name}`,
      intro: [
        `They lose access to ${name} in every system, and keep their account and their other projects. You can undo it within ${time}.`,
      ],
      submit: "Remove",
      fields: [memberField(entries, on.named)],
    };
  },
  async run({ actor, text, values, deliveryId }, context) {
    const on = await readRoster(text, actor, context, { denial: ONLY_MANAGERS });
    const entry = findNamed(removable(on), values.member ?? "");
    if (!entry) return invalidFields({ member: "You can't remove this person. Open the project again." });
    const { request } = await openMemberChange(
      "removal",
      entry,
      {},
      { origin: deliveryId, by: toEventActor(actor) },
      context,
    );
    return removalReply(`${describeMember(entry)} will be removed from ${on.project.name}`, request, context);
  },
};
