import { z } from "zod";
import { interval } from "./settings/interval.ts";
import { registry, usernames } from "./settings/names.ts";
import { pages, passwords, setpass } from "./settings/pages.ts";
import { approvals, digest, projects, replies, site, slack } from "./settings/people.ts";
import { command, ldap, mail, openstack, slurm } from "./settings/systems.ts";

const times = z.strictObject({
  passwordLink: interval.prefault("7d").describe("How long the link to the password page works"),
  closeAfter: interval.prefault("1d").describe("How long a finished request stays open without any activity"),
  remindPi: interval.prefault("2d").describe("How long a PI has to answer before each reminder"),
  eraseAfter: interval
    .prefault("30d")
    .describe("How long after somebody was offboarded an admin may delete their entries"),
  expireAfter: interval.prefault("30d").describe("How long a request waits for a decision before it ends"),
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
  site: site.describe("Your service, as people know it"),
  slack: slack.describe("Where people ask and decide"),
  approvals: approvals.prefault({}).describe("Who must approve what"),
  usernames: usernames.prefault({}).describe("How people are called in the systems"),
  registry: registry.prefault({}).describe("The numbers of people and projects"),
  ldap: ldap.optional().describe("The directory. Without it acct only keeps its own registry"),
  openstack: openstack.optional().describe("Projects, users, roles and quotas in OpenStack"),
  slurm: slurm.optional().describe("Accounts and associations in Slurm"),
  commands: z
    .array(command)
    .default([])
    .describe("Your own scripts. docs/commands.md says what they are given and what they answer"),
  mail: mail.describe("The mail server"),
  pages: pages.prefault({}),
  passwords: passwords.prefault({}).describe("What the password page demands"),
  setpass: setpass.optional(),
  replies: replies.prefault({}),
  digest: digest.prefault({}),
  privilegedProjects: z
    .array(z.string())
    .default([])
    .describe(
      "Projects whose members have special rights: an admin decides on everything about them, and the card says so",
    ),
  projects,
  times: times.prefault({}).describe("How long things take, as intervals such as 30s, 15m, 36h, 2d, 1w"),
  piReminders: z
    .int()
    .min(0)
    .default(5)
    .describe("After this many reminders without an answer an admin may decide in the place of the PI"),
});

export type Settings = z.output<typeof settingsSchema>;

/** For the `yaml-language-server` line at the top of acct.yml. */
export function settingsJsonSchema(): string {
  const schema = z.toJSONSchema(settingsSchema, { io: "input" });
  return JSON.stringify({ title: "acct.yml", ...schema }, null, 2);
}
