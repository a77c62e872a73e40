import { describeMember } from "../../pipeline/roster/describe-member.ts";
import { formatDay } from "../../view/languages.ts";
import { changeEndDate } from "../change-member.ts";
import { type GeneralHandler, message, toEventActor } from "../handler.ts";
import { memberField, nobody, ONLY_MANAGERS, readRoster, removable } from "../on-roster.ts";
import { refusedReply } from "../refused-change.ts";

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
      intro: ["After this day, their membership ends automatically, and they keep their account."],
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
    const changed = await changeEndDate(
      on,
      { member: values.member ?? "", ends: values.ends ?? "" },
      { origin: deliveryId, by: toEventActor(actor) },
      context,
    );
    if (changed.kind === "refused") return refusedReply(changed);
    const who = describeMember(changed.entry);
    const { name } = on.project;
    return message(
      changed.endsOn
        ? `${who} is in ${name} until ${formatDay(changed.endsOn, "en")}`
        : `${who} stays in ${name} without an end date`,
      ...(changed.isKnown ? [] : ["We'll tell them."]),
    );
  },
};
