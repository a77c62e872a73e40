import type { RosterEntry } from "../../db/tables/memberships.ts";
import { describeMember, findNamed } from "../../pipeline/roster/describe-member.ts";
import { mayAppoint } from "../../pipeline/roster/find-viewer.ts";
import { openMemberChange } from "../../pipeline/roster/open-change.ts";
import { type GeneralHandler, invalidFields, invalidForm, message, toEventActor } from "../handler.ts";
import { CHANGING_ALREADY, memberField, nobody, ONLY_PI, readRoster } from "../on-roster.ts";

const RIGHTS = { may: mayAppoint, denial: ONLY_PI };

/** Lets a PI make a member a manager, or a manager a member. */
export const changeRole: GeneralHandler = {
  name: "change-role",
  right: "use-project",
  notDone: "Role not changed",
  async form({ actor, text }, context) {
    const { project, roster, named } = await readRoster(text, actor, context, RIGHTS);
    const entries = roster.filter(isChangeable);
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
    const { project, roster } = await readRoster(text, actor, context, RIGHTS);
    const entry = findNamed(roster.filter(isChangeable), values.member ?? "");
    if (!entry) return invalidFields({ member: "You can't change the role of this person." });
    const role = values.role === "manager" ? "manager" : values.role === "member" ? "member" : undefined;
    if (!role) return invalidFields({ role: "Choose a role." });
    const who = describeMember(entry);
    if (entry.role === role) return invalidFields({ role: `${who} is a ${role} already.` });
    if (entry.accountId === null)
      return invalidFields({
        role: `${who} has no account, so they can't be a member. Remove them instead.`,
      });
    const origin = { origin: deliveryId, by: toEventActor(actor) };
    const { isOther } = await openMemberChange("membership-change", entry, { role }, origin, context);
    if (isOther) return invalidForm(CHANGING_ALREADY);
    return message(
      `${who} becomes a ${role} of ${project.name}`,
      "We'll tell them. To undo it, change the role back.",
    );
  },
};

/** A PI hands the project over instead. */
const isChangeable = ({ role }: RosterEntry) => role !== "pi";
