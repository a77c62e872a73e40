import { z } from "zod";
import { APPROVALS } from "../../db/names.ts";

export const site = z.strictObject({
  name: z.string().min(1).describe("The name of your service. It appears in every email and on every page"),
  helpAddress: z
    .email("must be an email address")
    .describe(
      "The address people write to when something is wrong. acct also writes there when no admin can decide",
    ),
  loginHelp: z
    .strictObject({
      text: z.string().min(1).max(500).optional().describe("Instructions, in one or two sentences"),
      url: z
        .url({ protocol: /^https?$/, error: "must be an https:// URL" })
        .optional()
        .describe("The URL of the page where people log in"),
    })
    .refine(({ text, url }) => text !== undefined || url !== undefined, "must have a text, a url, or both")
    .optional()
    .describe(
      "Where and how people log in. Shown on every page and in every email that says an account is ready",
    ),
  timeZone: z
    .string()
    .refine(
      (zone) => Intl.supportedValuesOf("timeZone").concat("UTC").includes(zone),
      "must be a time zone such as Europe/Berlin",
    )
    .default("UTC")
    .describe(
      "The time zone for emails and the daily digest. In Slack, each reader sees times in their own zone",
    ),
  mailDomains: z
    .array(z.string().toLowerCase())
    .default([])
    .describe(
      "The email domains of your institution. The card shows a warning for any other domain. If the list is empty, it warns only about public email providers",
    ),
});

/** One consent that a request needs: `admin`, or the same in full as `{ name: security, from: admin, count: 1 }`. */
const approval = z.union([
  z.enum(APPROVALS),
  z
    .strictObject({
      name: z.string().min(1).max(40).optional().describe("What the approval is called"),
      from: z.enum(APPROVALS).describe("Who may give it"),
      count: z.literal(1, "must be 1: this release asks one person for each approval").default(1),
    })
    .transform(({ from }) => from),
]);

const approvalList = z
  .array(approval)
  .min(1)
  .refine((names) => new Set(names).size === names.length, "must not ask the same people twice");

export const approvals = z.strictObject({
  account: approvalList
    .default(["admin", "pi"])
    .describe(
      "Who must approve a request for an account, in this order. An admin always decides first where no PI can: for privileged projects, for groups without a known PI, and for new projects without a PI",
    ),
  quota: approvalList.default(["admin"]).describe("The same for a change to a project's quotas"),
  membership: approvalList
    .default(["pi"])
    .describe("The same for a person with an account who joins another project"),
  distinctPeople: z
    .boolean()
    .default(true)
    .describe(
      "Whether a request's second approval must come from a different person than the first, also on a PI's behalf. If off, the daily digest lists requests that one person approved alone",
    ),
});

export const projects = z
  .record(
    z.string().toLowerCase(),
    z.strictObject({
      pi: z
        .email("must be an email address")
        .toLowerCase()
        .describe("The email address of the PI, who decides who may join"),
    }),
  )
  .default({})
  .describe(
    "PIs of groups that existed in the directory before acct. If neither this setting nor the registry names one, an admin decides first, and the PI named in the approved request becomes the group's PI",
  );

const template = z.strictObject({
  label: z.string().min(1).max(75).describe("The name shown in the list"),
  text: z.string().min(1).max(1000).describe("The text. Admins can edit it before sending"),
});

export const replies = z
  .strictObject({
    deny: z
      .array(template)
      .max(100)
      .default([
        {
          label: "Not eligible",
          text: "Accounts are for members of our institutions and their guests. Please apply with your work address, or ask your host to apply for you.",
        },
        {
          label: "Wrong project",
          text: "You can't join this project. Please ask your PI for the right one, then apply again.",
        },
        {
          label: "Already has an account",
          text: "You already have an account. Use /acct resetpass to set a new password.",
        },
      ])
      .describe("Templates for denials"),
    ask: z
      .array(template)
      .max(100)
      .default([
        { label: "Purpose", text: "What will you use the account for, and with which software?" },
        {
          label: "Work address",
          text: "This looks like a private email address. What is your work address?",
        },
        {
          label: "Which PI",
          text: "Who leads the project you work in, and what is their email address?",
        },
      ])
      .describe("Templates for questions"),
  })
  .describe("Templates that admins can start a reply from");

export const digest = z
  .strictObject({
    above: z
      .int()
      .min(1)
      .default(10)
      .describe("If more new requests than this arrive within a minute, they become one card with a list"),
    at: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time such as 08:00")
      .default("08:00")
      .describe("The time of day, in site.timeZone"),
    days: z
      .enum(["daily", "weekdays", "never"])
      .default("weekdays")
      .describe("The days on which the digest is posted"),
  })
  .describe("A daily message in the admin channel: what is waiting, stuck, and completed");
