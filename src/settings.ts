import ms, { type StringValue } from "ms";
import { z } from "zod";
import { APPROVALS } from "./db/schema.ts";
import { LANGUAGES } from "./web/words/choose-words.ts";

/** An interval as people write it: `30s`, `15m`, `36h`, `2d`, `1w`. Milliseconds afterwards. */
const interval = z
  .string()
  .regex(/^\d+(s|m|h|d|w)$/, "must be an interval such as 30s, 15m, 36h, 2d or 1w")
  .transform((text) => ms(text as StringValue));

const numberRange = z
  .strictObject({ from: z.int().min(1000), to: z.int().max(2_147_483_647) })
  .refine(({ from, to }) => from < to, "must run from a smaller to a larger number");

const slackId = (kinds: string, example: string) =>
  z.string().regex(new RegExp(`^[${kinds}][A-Z0-9]+$`), `must be an id such as ${example}, not a name`);

const site = z.strictObject({
  name: z.string().min(1).describe("As people call it; stands in every mail and on the pages"),
  helpAddress: z.email("must be a mail address").describe("Where people write when something is wrong"),
  timeZone: z
    .string()
    .refine(
      (zone) => Intl.supportedValuesOf("timeZone").concat("UTC").includes(zone),
      "must be a time zone such as Europe/Berlin",
    )
    .default("UTC")
    .describe("For the times in mails and of the daily digest; in the chat each reader sees their own"),
  mailDomains: z
    .array(z.string().toLowerCase())
    .default([])
    .describe(
      "Ours; a request from any other makes the card say: look twice. Empty: all but free mail are fine",
    ),
});

const color = z.string().regex(/^#[0-9a-f]{6}$/i, "must be a colour such as #1f5fbf");

const pages = z
  .strictObject({
    language: z
      .enum(LANGUAGES as [string, ...string[]])
      .default("en")
      .describe("Of people whose browser names none of these"),
    logoFile: z
      .string()
      .regex(/\.(svg|png)$/, "must be an .svg or .png file")
      .optional()
      .describe("Shown at the top of each page"),
    accent: z
      .strictObject({ light: color, dark: color })
      .default({ light: "#1f5fbf", dark: "#7fb0ff" })
      .describe("The colour of buttons and links, on a light and on a dark page"),
  })
  .describe("How the web pages look");

const passwords = z.strictObject({
  minLength: z.int().min(1).max(128).default(8).describe("Characters; the systems' own policies come on top"),
  rules: z
    .string()
    .min(1)
    .max(300)
    .optional()
    .describe(
      "What the systems' policies want, in your words; shown beside the field before anything is sent",
    ),
  maxAttempts: z.int().min(1).max(10).default(3).describe("Wrong PINs after which a link is locked"),
});

const setpass = z
  .strictObject({
    authUrl: z.url().regex(/\/v3$/, "must be Keystone's address, ending in /v3"),
    adminProjectName: z.string().min(1).default("admin"),
    adminProjectDomainId: z.string().min(1).default("default"),
    tokenExpiration: interval.prefault("1d").describe("How long a link that a program set up works"),
    helpdesk: z
      .strictObject({
        address: z.email("must be a mail address"),
        subject: z.string().min(1).default("New Ticket"),
      })
      .optional()
      .describe("Who gets what is asked for at /reset when acct does not know the address itself"),
  })
  .describe("Links that programs set up for Keystone users by PUT /token/<user_id>, as setpass has them");

const slack = z.strictObject({
  mode: z.enum(["socket", "http"]).default("socket"),
  adminChannel: slackId("CG", "C0123ABCD").describe("Where requests are posted; invite the bot there"),
  admins: z
    .strictObject({
      userGroup: slackId("S", "S0123ABCD").optional(),
      users: z.array(slackId("UW", "U0123ABCD")).default([]),
    })
    .refine(
      ({ userGroup, users }) => userGroup !== undefined || users.length > 0,
      "must name a userGroup or at least one of users, or nobody can approve",
    ),
  digestAbove: z
    .int()
    .min(1)
    .default(10)
    .describe("More new requests than this within a minute become one digest card with a list"),
  messagesPerMinute: z
    .int()
    .min(1)
    .default(60)
    .describe("In one channel. Slack allows about one a second and answers 429 above that"),
});

const words = z
  .array(z.enum(APPROVALS))
  .min(1)
  .refine((names) => new Set(names).size === names.length, "must not name an approval twice");

const approvals = z.strictObject({
  account: words
    .default(["admin", "pi"])
    .describe("Whose word a request for an account needs, in this order"),
  quota: words.default(["admin"]).describe("The same for a change of a project's quotas"),
  membership: words
    .default(["pi"])
    .describe("The same for somebody with an account who joins another project"),
});

const template = z.strictObject({
  label: z.string().min(1).max(75),
  text: z.string().min(1).max(1000),
});

const templates = z
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
      ]),
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
      ]),
  })
  .describe("To begin a text from; each can be edited before it is sent");

const digest = z
  .strictObject({
    at: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time of day such as 08:00")
      .default("08:00"),
    days: z.enum(["daily", "weekdays", "never"]).default("weekdays"),
  })
  .describe("What waits, what is stuck and what was made, told in the admin channel at this local time");

const usernames = z.strictObject({
  rule: z
    .string()
    .regex(
      /^([a-z0-9._-]|\{(given|family|mail)(:\d+)?\})+$/,
      "must be made of {given}, {family}, {mail}, {given:1}, letters, digits, dots and hyphens",
    )
    .default("{given:1}{family}")
    .describe("{given:1}{family} makes asmith of Amy Smith; {mail} is the part before the @"),
  reserved: z.array(z.string()).default([]).describe("Refused besides the built-in list"),
});

const registry = z.strictObject({
  uidNumbers: numberRange.default({ from: 20_000, to: 59_999 }),
  gidNumbers: numberRange.default({ from: 20_000, to: 59_999 }),
});

const ldap = z.strictObject({
  url: z.url({ protocol: /^ldaps?$/, error: "must be an ldap:// or ldaps:// address" }),
  startTls: z.boolean().default(true).describe("For ldap:// only; ldaps:// is encrypted anyway"),
  caFile: z.string().optional(),
  bindDn: z.string().min(1).describe("An entry of its own, never the rootdn: policies do not hold for that"),
  peopleDn: z.string().min(1),
  groupsDn: z.string().min(1),
  homeDirectory: z
    .string()
    .regex(/^\/.*\{username\}/, "must be a path with {username} in it")
    .default("/home/{username}"),
  loginShell: z.string().startsWith("/", "must be a full path").default("/bin/bash"),
  sshKeys: z
    .boolean()
    .default(false)
    .describe("The directory has ldapPublicKey (openssh-lpk): the form asks for a public key"),
  teamsDn: z
    .string()
    .min(1)
    .optional()
    .describe("Where each project is a groupOfNames, too, for programs that do not read memberUid"),
  counterDn: z
    .string()
    .min(1)
    .optional()
    .describe("An entry whose uidNumber and gidNumber are the next ones; without it acct counts itself"),
  maxConnections: z.int().min(1).default(8).describe("At once, by one process"),
});

const openstack = z.strictObject({
  authUrl: z.url().regex(/\/v3$/, "must be Keystone's address, ending in /v3"),
  username: z.string().min(1),
  project: z.string().min(1).default("admin").describe("The project that our own token is for"),
  domain: z.string().min(1).default("Default").describe("Of users and projects, ours included"),
  userName: z.enum(["username", "mail"]).default("username").describe("How users are called there"),
  role: z.string().min(1).default("member"),
  interface: z
    .enum(["public", "internal", "admin"])
    .default("public")
    .describe("Which endpoints of nova, cinder and neutron are asked for quotas"),
  endpoints: z
    .partialRecord(z.enum(["compute", "volumev3", "network"]), z.url())
    .default({})
    .describe("Where these answer when the catalogue's address is not for us"),
  maxRequests: z.int().min(1).max(50).default(4).describe("At once, by one process"),
});

const slurm = z.strictObject({
  command: z
    .array(z.string().min(1))
    .min(1)
    .default(["sacctmgr"])
    .describe('["ssh", "login1", "sacctmgr"] runs it elsewhere'),
  organization: z
    .string()
    .regex(/^[a-z0-9._-]+$/, "must be of small letters, digits, dots, hyphens: Slurm stores it so")
    .default("acct")
    .describe("Our mark on accounts: one with another organization is not ours"),
  parent: z.string().min(1).default("root"),
  association: z
    .record(z.string(), z.coerce.string())
    .default({})
    .describe("Options of each person's association: fairshare, qos, maxjobs, grptres"),
  partitions: z.array(z.string()).default([]).describe("An association for each; none: for all at once"),
});

const command = z.strictObject({
  name: z.string().min(1).describe("As it stands on cards"),
  check: z.array(z.string().min(1)).min(1),
  apply: z.array(z.string().min(1)).min(1),
  remove: z.array(z.string().min(1)).min(1),
  timeout: interval.prefault("30s"),
  atOnce: z.int().min(1).default(2),
});

const mail = z
  .strictObject({
    from: z.string().min(3).describe('"Accounts <accounts@example.org>"'),
    host: z.string().min(1),
    port: z.int().min(1).max(65_535).default(587),
    user: z.string().optional(),
    caFile: z.string().optional(),
    startTls: z
      .boolean()
      .default(true)
      .describe(
        "False for a relay on this very machine that does not speak it; anywhere else mails would be read",
      ),
  })
  .refine(
    ({ startTls, host }) => startTls || /^(localhost|127\.|\[?::1)/.test(host),
    "must not turn startTls off for a mail server on another machine",
  );

const times = z.strictObject({
  passwordLink: interval.prefault("7d").describe("How long the link to the password page works"),
  closeAfter: interval.prefault("1d").describe("A finished request closes after this time"),
  remindPi: interval
    .prefault("2d")
    .describe("A PI who has not answered is reminded after this time, and again"),
  eraseAfter: interval
    .prefault("30d")
    .describe("Somebody who was removed is deleted, when an admin says so, only after this time"),
  expireAfter: interval.prefault("30d").describe("A request that nobody decides on ends after this time"),
});

/** What `acct setpass` needs of acct.yml; whatever else stands there is not looked at. */
export const setpassSettingsSchema = z.object({
  site,
  mail: mail.optional(),
  pages: pages.prefault({}),
  passwords: passwords.prefault({}),
  setpass,
});

/** The shape of acct.yml. `npm run schema` writes it as a JSON schema for editors. */
export const settingsSchema = z.strictObject({
  site,
  slack,
  approvals: approvals.prefault({}),
  usernames: usernames.prefault({}),
  registry: registry.prefault({}),
  ldap: ldap.optional(),
  openstack: openstack.optional(),
  slurm: slurm.optional(),
  commands: z
    .array(command)
    .default([])
    .describe("Your own scripts; docs/commands.md says what they get and answer"),
  mail,
  pages: pages.prefault({}),
  passwords: passwords.prefault({}),
  setpass: setpass.optional(),
  templates: templates.prefault({}),
  digest: digest.prefault({}),
  privilegedProjects: z
    .array(z.string())
    .default([])
    .describe("Projects whose members have special rights: their requests make the card say: look twice"),
  times: times.prefault({}),
  piReminders: z
    .int()
    .min(0)
    .default(5)
    .describe("After so many reminders without an answer an admin may decide in the PI's place"),
});

export type Settings = z.output<typeof settingsSchema>;

/** For the `yaml-language-server` line at the top of acct.yml. */
export function settingsJsonSchema(): string {
  const schema = z.toJSONSchema(settingsSchema, { io: "input" });
  return JSON.stringify({ title: "acct.yml", ...schema }, null, 2);
}
