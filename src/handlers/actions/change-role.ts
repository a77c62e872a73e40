import { describeMember } from "../../pipeline/roster/describe-member.ts";
import { mayAppoint } from "../../pipeline/roster/find-viewer.ts";
import { changeMemberRole, hasChangeableRole } from "../change-member.ts";
import { type GeneralHandler, message, toEventActor } from "../handler.ts";
import { memberField, nobody, ONLY_PI, readRoster } from "../on-roster.ts";
import { refusedReply } from "../refused-change.ts";

const RIGHTS = { may: mayAppoint, denial: ONLY_PI };

/** Lets a PI make a member a manager, or a manager a member. */
export const changeRole: GeneralHandler = {
  name: "change-role",
  right: "use-project",
  notDone: "Role not changed",
  async form({ actor, text }, context) {
    const { project, roster, named } = await readRoster(text, actor, context, RIGHTS);
    const entries = roster.filter(hasChangeableRole);
    if (entries.length === 0) return nobody("Role not changed", project.name);
    return {
      action: "change-role",
      about: project.name,
      title: "Change a role",
      intro: ["Managers invite and remove members, and decide on requests for the project as the PI does."],
      submit: "Change role",
      fields: [
        memberField(entries, named),
        {
          name: "role",
          label: "Role",
          kind: "choice",
          choices: [
            { value: "member", label: "Member" },
            { value: "manager", label: "Manager" },
          ],
        },
      ],
    };
  },
  async run({ actor, text, values, deliveryId }, context) {
    const on = await readRoster(text, actor, context, RIGHTS);
    const changed = await changeMemberRole(
      on,
      { member: values.member ?? "", role: values.role ?? "" },
      { origin: deliveryId, by: toEventActor(actor) },
      context,
    );
    if (changed.kind === "refused") return refusedReply(changed);
    return message(
      `${describeMember(changed.entry)} becomes a ${changed.role} of ${on.project.name}`,
      "We'll tell them. To undo it, change the role back.",
    );
  },
};
