import { mayAppoint } from "../../pipeline/roster/find-viewer.ts";
import { askNewPi, denyIfInSettings } from "../ask-new-pi.ts";
import { denyTwoPeople } from "../deny-two-people.ts";
import { type GeneralHandler, invalidFields, message } from "../handler.ts";
import { ONLY_PI, readRoster } from "../on-roster.ts";
import { refusedReply } from "../refused-change.ts";
import { personFields } from "./change-pi.ts";

const RIGHTS = { may: mayAppoint, denial: ONLY_PI };
const NOT_DONE = "Not handed over";

/** Lets a PI hand a project over. The new PI has to agree first, and the admins see it. */
export const handOverProject: GeneralHandler = {
  name: "hand-over-project",
  right: "use-project",
  notDone: NOT_DONE,
  async form({ actor, text }, context) {
    const { project } = await readRoster(text, actor, context, RIGHTS);
    const inSettings = denyIfInSettings(project.name, context);
    if (inSettings) return message(NOT_DONE, inSettings.text);
    return {
      action: "hand-over-project",
      about: project.name,
      title: `Hand over ${project.name}`.slice(0, 24),
      intro: [
        `We ask the new PI, and nothing changes until they agree. Then they lead ${project.name}, and the previous PI stays a member.`,
      ],
      submit: "Ask the new PI",
      fields: [
        ...personFields(context.chat),
        { name: "reason", label: "Message to the new PI", kind: "text", optional: true, maxLength: 3000 },
      ],
    };
  },
  async run({ actor, text, values, deliveryId }, context) {
    const on = await readRoster(text, actor, context, RIGHTS);
    const { person, mail = "", reason = "" } = values;
    const two = await denyTwoPeople(values, context);
    if (two) return invalidFields({ mail: two });
    const chosen = person ? await context.chat.getUser(person) : undefined;
    const asked = await askNewPi(on, { person: chosen, mail, reason }, { origin: deliveryId }, context);
    if (asked.kind === "refused")
      return asked.field === undefined ? message(NOT_DONE, asked.text) : refusedReply(asked);
    const { request } = asked;
    return {
      kind: "message",
      notice: {
        title: `We've asked ${request.piName} to lead ${on.project.name}`,
        lines: [`It's request ${request.id}. Nothing changes until they agree.`],
        request,
        buttons: [{ action: "withdraw", label: "Undo", spoken: `Undo, request ${request.id}` }],
      },
    };
  },
};
