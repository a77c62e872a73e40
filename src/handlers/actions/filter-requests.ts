import { STATUSES } from "../../db/names.ts";
import { type Handler, message } from "../handler.ts";
import { homeFor } from "../home/home-for.ts";
import { parseListQuery } from "../list-filter.ts";
import { denyReason } from "../policy.ts";

const AGES = ["1", "3", "7", "14"];

/** The filters of /acct list as a form, for whoever does not know them by heart. Home then shows what they let through. */
export const filterRequests: Handler = {
  name: "filter-requests",
  opensForm: true,
  async run(interaction, context) {
    const denial = denyReason("see-all", interaction.actor);
    if (denial) return message("Not shown", denial);
    if (!interaction.values) return { kind: "form", form: FORM };
    const { status = "", pi = "", older = "", words = "" } = interaction.values;
    const text = [
      status,
      ...(pi.trim() ? [`pi:${pi.trim().split(/\s+/).at(-1)}`] : []),
      ...(older ? [`older:${older}d`] : []),
      words.trim(),
    ];
    const filter = text.filter(Boolean).join(" ");
    // What it does not understand is said while the form is still open.
    parseListQuery(filter, context.now());
    return { kind: "home", home: await homeFor(interaction.actor, context, filter) };
  },
};

const FORM = {
  action: "filter-requests",
  title: "Find requests",
  intro: ["This tab then shows what matches. The same as a command: /acct list stuck pi:hopper older:3d amy"],
  fields: [
    {
      name: "status",
      label: "Status",
      kind: "select",
      optional: true,
      choices: ["all", ...STATUSES].map((value) => ({
        value,
        label: value === "quarantined" ? "on hold" : value,
      })),
      hint: "Empty: all that are open.",
    },
    { name: "pi", label: "PI", kind: "line", optional: true, maxLength: 100 },
    {
      name: "older",
      label: "Older than",
      kind: "select",
      optional: true,
      choices: AGES.map((value) => ({ value, label: value === "1" ? "a day" : `${value} days` })),
    },
    {
      name: "words",
      label: "Words",
      kind: "line",
      optional: true,
      maxLength: 100,
      hint: "Part of a name, address, project or username.",
    },
  ],
  submit: "Find",
} as const;
