import { mayAppoint } from "../../pipeline/roster/find-viewer.ts";
import { invite } from "../../pipeline/roster/invite.ts";
import { readEmailAddress } from "../../view/email-address.ts";
import type { Field } from "../../view/form.ts";
import { type GeneralHandler, invalidFields, invalidForm, message } from "../handler.ts";
import { NO_PAST_DATE, ONLY_MANAGERS, readEndDate, readRoster } from "../on-roster.ts";
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
    const { project, viewer } = await readRoster(text, actor, context, { denial: ONLY_MANAGERS });
    const role = values.role === "manager" && mayAppoint(viewer) ? "manager" : "member";
    const endsOn = values.ends ? readEndDate(values.ends, context.now()) : undefined;
    if (values.ends && !endsOn) return invalidFields({ ends: NO_PAST_DATE });
    const person = values.person ? await context.chat.getUser(values.person) : undefined;
    if (person && person.membership !== "member")
      return invalidFields({ person: `${person.name} can't be invited. Choose a full, active member.` });
    if (person?.user === actor.user) return invalidFields({ person: "You can't invite yourself." });
    const read = person ? undefined : readEmailAddress(values.mail ?? "");
    if (!person && !values.mail?.trim())
      return invalidFields({ person: "Choose a person or enter an email address." });
    if (read && !("address" in read)) return invalidFields({ mail: `The address ${read.problem}.` });
    if (read && "address" in read && read.address.toLowerCase() === actor.email?.toLowerCase())
      return invalidFields({ mail: "You can't invite yourself." });
    const invited = person
      ? { name: person.name, user: person.user }
      : { name: read?.address ?? "", email: read?.address ?? "" };
    const result = await invite(project, { ...invited, role, ...(endsOn ? { endsOn } : {}) }, actor, context);
    if (result.kind === "refused") return invalidForm(result.why);
    return message(
      `We've invited ${invited.name} to ${project.name}`,
      "We'll tell you what they say. The invitation expires in 14 days, and you can take it back until then.",
    );
  },
};
