import { mayAppoint } from "../../pipeline/roster/find-viewer.ts";
import type { Field } from "../../view/form.ts";
import { denyTwoPeople } from "../deny-two-people.ts";
import { type GeneralHandler, invalidFields, message } from "../handler.ts";
import { invitePerson } from "../invite-person.ts";
import { ONLY_MANAGERS, readRoster } from "../on-roster.ts";
import { refusedReply } from "../refused-change.ts";
import { personFields } from "./change-pi.ts";

/** The role that an invitation is for; only who may name managers is asked. */
const ROLE: Field = {
  name: "role",
  label: "Role",
  kind: "choice",
  initial: "member",
  choices: [
    { value: "member", label: "Member" },
    { value: "manager", label: "Manager: invites and removes members, too" },
  ],
};

/** Lets a PI or a manager invite someone to a project, in the chat or by their address. */
export const inviteMember: GeneralHandler = {
  name: "invite-member",
  right: "use-project",
  notDone: "Not invited",
  async form({ actor, text }, context) {
    const { project, viewer } = await readRoster(text, actor, context, { denial: ONLY_MANAGERS });
    return {
      action: "invite-member",
      about: project.name,
      title: `Invite to ${project.name}`,
      intro: ["They decide whether to join. If they have no account yet, they ask for one first."],
      submit: "Invite",
      fields: [
        ...personFields(context.chat),
        ...(mayAppoint(viewer) ? [ROLE] : []),
        { name: "ends", label: "Until", kind: "date", optional: true, hint: "Leave blank for no end date." },
      ],
    };
  },
  async run({ actor, text, values }, context) {
    const on = await readRoster(text, actor, context, { denial: ONLY_MANAGERS });
    const { person, mail = "", role = "", ends = "" } = values;
    const two = await denyTwoPeople(values, context);
    if (two) return invalidFields({ mail: two });
    const chosen = person ? await context.chat.getUser(person) : undefined;
    const invited = await invitePerson(on, { person: chosen, mail, role, ends }, context);
    if (invited.kind === "refused") return refusedReply(invited);
    return message(
      `We've invited ${invited.name} to ${on.project.name}`,
      "We'll tell you what they say. The invitation expires in 14 days, and you can take it back until then.",
    );
  },
};
