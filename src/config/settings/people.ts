import { z } from "zod";
import { APPROVALS } from "../../db/names.ts";

const slackId = (kinds: string, example: string) =>
  z.string().regex(new RegExp(`^[${kinds}][A-Z0-9]+$`), `must be an id such as ${example}, not a name`);

export const site = z.strictObject({
  name: z.string().min(1).describe("The name of your service. It stands in every mail and on the pages"),
  helpAddress: z
    .email("must be a mail address")
    .describe("Where people write when something is wrong. acct writes there, too, when no admin can decide"),
  loginHelp: z
    .strictObject({
      text: z.string().min(1).max(500).optional().describe("What to do, in a sentence or two"),
      url: z
        .url({ protocol: /^https?$/, error: "must be an https:// address" })
        .optional()
        .describe("The address of the page on which people log in"),
    })
    .refine(({ text, url }) => text !== undefined || url !== undefined, "must have a text, a url, or both")
    .optional()
    .describe("Where and how people log in; said wherever a page or a mail says that an account is ready"),
  timeZone: z
    .string()
    .refine(
      (zone) => Intl.supportedValuesOf("timeZone").concat("UTC").includes(zone),
      "must be a time zone such as Europe/Berlin",
    )
    .default("UTC")
    .describe(
      "The time zone of times in mails and of the daily digest. In the chat all readers see their own",
    ),
  mailDomains: z
    .array(z.string().toLowerCase())
    .default([])
    .describe(
      "The mail domains of your people. A request from any other makes the card warn. If there are none, only free-mail addresses do",
    ),
});

export const slack = z.strictObject({
  mode: z
    .enum(["socket", "http"])
    .default("socket")
    .describe("How Slack reaches acct: by a connection that acct opens, or at PUBLIC_URL/slack/events"),
  adminChannel: slackId("CG", "C0123ABCD").describe(
    "The id of the channel in which admins decide on requests. Invite the bot to it",
  ),
  admins: z
    .strictObject({
      userGroup: slackId("S", "S0123ABCD")
        .optional()
        .describe("The id of a user group. Its members may decide as admins"),
      users: z
        .array(slackId("UW", "U0123ABCD"))
        .default([])
        .describe("The ids of further people who may decide as admins"),
    })
    .refine(
      ({ userGroup, users }) => userGroup !== undefined || users.length > 0,
      "must name a userGroup or at least one of users, or nobody can approve",
    )
    .describe("Who may decide as an admin. At least one of the two is needed"),
  messagesPerMinute: z
    .int()
    .min(1)
    .default(60)
    .describe(
      "How many messages acct posts to one channel, all processes together, and how many it edits there. Slack allows about one per second",
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

const approvalsOf = z
  .array(approval)
  .min(1)
  .refine((names) => new Set(names).size === names.length, "must not ask the same people twice");

export const approvals = z.strictObject({
  account: approvalsOf
    .default(["admin", "pi"])
    .describe(
      "Whose word a request for an account needs, in this order. Whatever stands here, an admin decides first where no PI can: on privileged projects, on groups whose PI nobody has told us, and on new projects without a PI",
    ),
  quota: approvalsOf.default(["admin"]).describe("The same for a change of a project's quotas"),
  membership: approvalsOf
    .default(["pi"])
    .describe("The same for somebody with an account who joins another project"),
  distinctPeople: z
    .boolean()
    .default(true)
    .describe(
      "The second approval of a request must come from another person than the first, also in a PI's place. Off: the daily digest lists what one person approved alone",
    ),
});

export const projects = z
  .record(
    z.string().toLowerCase(),
    z.strictObject({
      pi: z.email("must be a mail address").toLowerCase().describe("Decides on who joins it"),
    }),
  )
  .default({})
  .describe(
    "PIs of groups that were in the directory before acct. Where neither this nor the registry names one, an admin decides first, and approving makes whoever the request names the PI",
  );

const template = z.strictObject({
  label: z.string().min(1).max(75).describe("What admins choose it by"),
  text: z.string().min(1).max(1000).describe("The text, which can be edited before it is sent"),
});

export const replies = z
  .strictObject({
    deny: z
      .array(template)
      .max(100)
      .default([
        {
          label: "Not one of us",
          text: "Accounts are for members of our institutions and their guests. Please ask with your work address, or have your host ask for you.",
        },
        {
          label: "Wrong project",
          text: "This project cannot take you in. Please ask its PI which one is right, then ask again.",
        },
        {
          label: "An account is there",
          text: "You have an account already. /acct resetpass gives you a new password.",
        },
      ])
      .describe("Texts to begin a denial from"),
    ask: z
      .array(template)
      .max(100)
      .default([
        { label: "What for", text: "What do you want to do here, and with which software?" },
        {
          label: "Work address",
          text: "This looks like a private mail address. What is your address at work?",
        },
        {
          label: "Which PI",
          text: "Who leads the project that you work in, and what is their mail address?",
        },
      ])
      .describe("Texts to begin a question from"),
  })
  .describe("Texts for admins to begin from");

export const digest = z
  .strictObject({
    above: z
      .int()
      .min(1)
      .default(10)
      .describe("If more new requests than this arrive within a minute, they become one card with a list"),
    at: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time of day such as 08:00")
      .default("08:00")
      .describe("The time of day in site.timeZone"),
    days: z
      .enum(["daily", "weekdays", "never"])
      .default("weekdays")
      .describe("The days on which there is a digest"),
  })
  .describe("A message in the admin channel that says what waits, what is stuck and what was made");
