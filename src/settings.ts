import { z } from "zod";
import { interval } from "./settings/interval.ts";
import { registry, usernames } from "./settings/names.ts";
import { pages, passwords, setpass } from "./settings/pages.ts";
import { approvals, digest, projects, site, slack, templates } from "./settings/people.ts";
import { command, ldap, mail, openstack, slurm } from "./settings/systems.ts";

const times = z.strictObject({
  passwordLink: interval.prefault("7d").describe("How long the link to the password page works"),
  closeAfter: interval.prefault("1d").describe("A finished request closes after this time"),
  remindPi: interval
    .prefault("2d")
    .describe("A PI who has not answered is reminded after this time, and again"),
  eraseAfter: interval
    .prefault("30d")
    .describe("Somebody who was offboarded is deleted, when an admin says so, only after this time"),
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
    .describe(
      "Projects whose members have special rights: an admin decides on everything about them, and the card says so",
    ),
  projects,
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
