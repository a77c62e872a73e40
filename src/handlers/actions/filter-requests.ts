import { STATUSES, type Status } from "../../db/names.ts";
import type { Form } from "../../view/form.ts";
import type { GeneralHandler } from "../handler.ts";
import { homeFor } from "../home/home-for.ts";

const AGES_DAYS = ["1", "3", "7", "14"];

/**
 * Offers the filters of /acct list as a form, for people who don't know them by heart. The Home tab then shows the requests
 * that match. If the filter is invalid, `homeFor` throws a `UserError`, which is shown while the form is still open.
 */
export const filterRequests: GeneralHandler = {
  name: "filter-requests",
  right: "see-all",
  notDone: "Not shown",
  form: async () => FORM,
  async run({ actor, values }, context) {
    const { status = "", pi = "", older = "", text = "" } = values;
    const parts = [
      status,
      ...(pi.trim() ? [`pi:${pi.trim().split(/\s+/).at(-1)}`] : []),
      ...(older ? [`older:${older}d`] : []),
      text.trim(),
    ];
    const filter = parts.filter(Boolean).join(" ");
    return { kind: "home", home: await homeFor(actor, context, filter) };
  },
};

const STATUS_LABELS: Readonly<Record<Status, string>> = {
  running: "In progress",
  waiting: "Waiting",
  quarantined: "On hold",
  stuck: "Stuck",
  closed: "Closed",
  refused: "Denied or not completed",
  spam: "Spam",
  withdrawn: "Withdrawn",
  offboarded: "Closed by offboarding",
};

const FORM: Form = {
  action: "filter-requests",
  title: "Find requests",
  intro: ["This tab then shows what matches. Same as the command /acct list stuck pi:hopper older:3d amy"],
  fields: [
    {
      name: "status",
      label: "Status",
      kind: "select",
      optional: true,
      choices: [
        { value: "all", label: "All" },
        ...STATUSES.map((status) => ({
          value: status === "quarantined" ? "on-hold" : status,
          label: STATUS_LABELS[status],
        })),
      ],
      hint: "Leave blank for all open requests.",
    },
    { name: "pi", label: "PI", kind: "line", optional: true, maxLength: 100 },
    {
      name: "older",
      label: "Older than",
      kind: "select",
      optional: true,
      choices: AGES_DAYS.map((value) => ({ value, label: value === "1" ? "a day" : `${value} days` })),
    },
    {
      name: "text",
      label: "Text",
      kind: "line",
      optional: true,
      maxLength: 100,
      hint: "Part of a name, address, project, or username.",
    },
  ],
  submit: "Find",
};
