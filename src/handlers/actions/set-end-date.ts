import { describeMember, findNamed } from "../../pipeline/roster/describe-member.ts";
import { openMemberChange } from "../../pipeline/roster/open-change.ts";
import { type GeneralHandler, invalidFields, invalidForm, message, toEventActor } from "../handler.ts";
import {
  CHANGING_ALREADY,
  memberField,
  NO_PAST_DATE,
  nobody,
  ONLY_MANAGERS,
  readEndDate,
  readRoster,
  removable,
} from "../on-roster.ts";

/** Lets a PI or a manager say until when someone is in a project. */
export const setEndDate: GeneralHandler = {
  name: "set-end-date",
  right: "use-project",
  notDone: "End date not set",
  async form({ actor, text }, context) {
    const on = await readRoster(text, actor, context, { denial: ONLY_MANAGERS });
    const entries = removable(on);
    if (entries.length === 0) return nobody("End date not set", on.project.name);
    return {
      action: "set-end-date",
      about: on.project.name,
      title: "Set an end date",
      intro: ["After this day, they leave the project by themselves, and keep their account."],
      submit: "Set end date",
      fields: [
        memberField(entries, on.named),
        {
          name: "ends",
          label: "Last day",
          kind: "date",
          optional: true,
          hint: "Leave blank for no end date.",
        },
      ],
    };
  },
  async run({ actor, text, values, deliveryId }, context) {
    const on = await readRoster(text, actor, context, { denial: ONLY_MANAGERS });
    const entry = findNamed(removable(on), values.member ?? "");
    if (!entry) return invalidFields({ member: "You can't set an end date for this person." });
    const endsOn = values.ends ? readEndDate(values.ends, context.now()) : null;
    if (endsOn === undefined) return invalidFields({ ends: NO_PAST_DATE });
    const origin = { origin: deliveryId, by: toEventActor(actor) };
    const { isOther } = await openMemberChange("membership-change", entry, { endsOn }, origin, context);
    if (isOther) return invalidForm(CHANGING_ALREADY);
    const who = describeMember(entry);
    const { name } = on.project;
    return message(
      endsOn ? `${who} is in ${name} until ${endsOn}` : `${who} stays in ${name} without an end date`,
      "We'll tell them.",
    );
  },
};
