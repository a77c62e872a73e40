import { listOpenInvitations } from "../../db/invitations.ts";
import { takeBackInvitation as takeBack } from "../../pipeline/roster/answer-invitation.ts";
import { type GeneralHandler, invalidFields, message, toEventActor } from "../handler.ts";
import { ONLY_MANAGERS, readRoster } from "../on-roster.ts";

const NOT_DONE = "Not taken back";

/** Lets a PI or a manager take back an invitation that no one has accepted. */
export const takeBackInvitation: GeneralHandler = {
  name: "take-back-invitation",
  right: "use-project",
  notDone: NOT_DONE,
  async form({ actor, text }, context) {
    const { project } = await readRoster(text, actor, context, { denial: ONLY_MANAGERS });
    const open = await listOpenInvitations(context.db, project.id, context.now());
    if (open.length === 0) return message(NOT_DONE, `${project.name} has no open invitations.`);
    return {
      action: "take-back-invitation",
      about: project.name,
      title: "Take back an invitation",
      submit: "Take back",
      fields: [
        {
          name: "invitation",
          label: "Invitation",
          kind: "select",
          choices: open.map(({ id, name }) => ({ value: id, label: name.slice(0, 75) })),
        },
      ],
    };
  },
  async run({ actor, text, values }, context) {
    const { project } = await readRoster(text, actor, context, { denial: ONLY_MANAGERS });
    const open = await listOpenInvitations(context.db, project.id, context.now());
    const invitation = open.find(({ id }) => id === values.invitation);
    if (!invitation || !(await takeBack(invitation, toEventActor(actor), context)))
      return invalidFields({ invitation: "This invitation was answered, taken back, or has expired." });
    return message(
      `The invitation of ${invitation.name} is taken back`,
      "Its buttons and its link no longer work.",
    );
  },
};
