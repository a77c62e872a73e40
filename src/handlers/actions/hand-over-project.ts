import { isOffboarded } from "../../db/deciders.ts";
import { mayAppoint } from "../../pipeline/roster/find-viewer.ts";
import { openHandOver } from "../../pipeline/roster/open-change.ts";
import { readEmailAddress } from "../../view/email-address.ts";
import { type GeneralHandler, invalidFields, message, toEventActor } from "../handler.ts";
import { ONLY_PI, readRoster } from "../on-roster.ts";
import { denyPi, findPiAddress } from "../resolve-pi.ts";
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
    if (context.rules.projects[project.name]) return namedInSettings(project.name);
    return {
      action: "hand-over-project",
      about: project.name,
      title: `Hand over ${project.name}`.slice(0, 24),
      intro: [
        `We ask the new PI, and nothing changes until they agree. Then they lead ${project.name}, and the PI before stays a member.`,
      ],
      submit: "Ask the new PI",
      fields: [
        ...personFields(context.chat),
        { name: "reason", label: "Message to the new PI", kind: "text", optional: true, maxLength: 3000 },
      ],
    };
  },
  async run({ actor, text, values, deliveryId }, context) {
    const { project, viewer } = await readRoster(text, actor, context, RIGHTS);
    if (context.rules.projects[project.name]) return namedInSettings(project.name);
    const chosen = values.person ? await context.chat.getUser(values.person) : undefined;
    const read = readEmailAddress(values.mail ?? "");
    const typed = "address" in read ? read.address : undefined;
    if (!chosen && !values.mail?.trim())
      return invalidFields({ person: "Choose a person or enter an email address." });
    if (!chosen && !typed)
      return invalidFields({ mail: `The address ${"problem" in read ? read.problem : ""}.` });
    const email = chosen ? ((await findPiAddress(chosen, context)) ?? typed) : typed;
    const denial = chosen && denyPi(chosen, email);
    if (denial) return invalidFields({ person: denial });
    const isPi = project.piEmail?.toLowerCase() === email?.toLowerCase();
    if (!email || isPi) return invalidFields({ person: `${chosen?.name ?? email} is the PI already.` });
    if (await isOffboarded(context.db, { user: chosen?.user, email }))
      return invalidFields({ person: `${chosen?.name ?? email} can't lead a project at the moment.` });
    const from = {
      givenName: actor.givenName,
      familyName: actor.familyName,
      email: actor.email ?? viewer.person?.email ?? project.piEmail ?? "",
    };
    const { request, isNew } = await openHandOver(
      project.name,
      { name: chosen?.name ?? email, email, user: chosen?.user ?? null },
      from,
      { origin: deliveryId, by: toEventActor(actor), reason: values.reason },
      context,
    );
    return isNew
      ? {
          kind: "message",
          notice: {
            title: `We've asked ${request.piName} to lead ${project.name}`,
            lines: [`It's request ${request.id}. Nothing changes until they agree.`],
            request,
            buttons: [{ action: "withdraw", label: "Undo", spoken: `Undo, request ${request.id}` }],
          },
        }
      : message(
          NOT_DONE,
          `${request.piName} was asked already, with request ${request.id}. Withdraw that one first.`,
        );
  },
};

const namedInSettings = (project: string) =>
  message(NOT_DONE, `The settings of acct name the PI of ${project}. Ask an admin to change it there.`);
