import { STATUSES } from "../db/schema.ts";
import { type Handler, say } from "./handler.ts";
import { homeFor } from "./home/home-for.ts";
import { readListWish } from "./list-filter.ts";
import { objectionTo } from "./policy.ts";

const AGES = ["1", "3", "7", "14"];

/** The filters of /acct list as a form, for whoever does not know them by heart. Home then shows what they let through. */
export const findRequests: Handler = {
  name: "find-requests",
  opensForm: true,
  async run(call, tools) {
    const objection = objectionTo("see-all", call.actor);
    if (objection) return say("Not shown", objection);
    if (!call.values) return { kind: "form", form: FORM };
    const { status = "", pi = "", older = "", words = "" } = call.values;
    const text = [
      status,
      ...(pi.trim() ? [`pi:${pi.trim().split(/\s+/).at(-1)}`] : []),
      ...(older ? [`older:${older}d`] : []),
      words.trim(),
    ];
    const filter = text.filter(Boolean).join(" ");
    // What it does not understand is said while the form is still open.
    readListWish(filter, tools.now());
    return { kind: "home", home: await homeFor(call.actor, tools, filter) };
  },
};

const FORM = {
  deed: "find-requests",
  title: "Find requests",
  intro: ["This tab then shows what matches. The same as a command: /acct list stuck pi:hopper older:3d amy"],
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
