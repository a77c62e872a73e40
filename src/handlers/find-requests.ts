import { STATUSES } from "../db/schema.ts";
import type { Handler } from "./handler.ts";
import { listRequests } from "./list-requests.ts";

const AGES = ["1", "3", "7", "14"];

/** The filters of /acct list as a form, for whoever does not know them by heart. */
export const findRequests: Handler = {
  name: "find-requests",
  opensForm: true,
  async run(call, tools) {
    if (!call.values) return { kind: "form", form: FORM };
    const { status = "", pi = "", older = "", words = "" } = call.values;
    const text = [
      status,
      ...(pi.trim() ? [`pi:${pi.trim().split(/\s+/).at(-1)}`] : []),
      ...(older ? [`older:${older}d`] : []),
      words.trim(),
    ];
    return listRequests.run({ ...call, text: text.filter(Boolean).join(" ") }, tools);
  },
};

const FORM = {
  deed: "find-requests",
  title: "Find requests",
  intro: [
    "The answer comes by direct message. The same as a command: /acct list stuck pi:hopper older:3d amy",
  ],
  fields: [
    {
      name: "status",
      label: "Status",
      kind: "select",
      optional: true,
      choices: ["all", "held", ...STATUSES].map((value) => ({ value, label: value })),
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
