import { z } from "zod";
import { mattermostSettings } from "../chat/mattermost/mattermost-settings.ts";
import { slackSettings } from "../chat/slack/slack-settings.ts";
import { explainBadOrder } from "../provisioners/system-order.ts";
import { explainBadRule } from "./explain-bad-rule.ts";
import { agreements } from "./settings/agreements.ts";
import { approvals } from "./settings/approvals.ts";
import { arvados } from "./settings/arvados.ts";
import { csv } from "./settings/csv.ts";
import { digest } from "./settings/digest.ts";
import { directory } from "./settings/directory.ts";
import { gerrit } from "./settings/gerrit.ts";
import { gitlab } from "./settings/gitlab.ts";
import { groups } from "./settings/groups.ts";
import { helpdesk } from "./settings/helpdesk.ts";
import { interval } from "./settings/interval.ts";
import { registry, usernames } from "./settings/names.ts";
import { newProjects } from "./settings/new-projects.ts";
import { oidc } from "./settings/oidc.ts";
import { otherGroups } from "./settings/other-groups.ts";
import { pages, passwords, setpass } from "./settings/pages.ts";
import { phabricator } from "./settings/phabricator.ts";
import { privilegedProjects } from "./settings/privileged-projects.ts";
import { projects } from "./settings/projects.ts";
import { publicForm } from "./settings/public-form.ts";
import { publicLog } from "./settings/public-log.ts";
import { replies } from "./settings/replies.ts";
import { rt } from "./settings/rt.ts";
import { rules } from "./settings/rules.ts";
import { sheets } from "./settings/sheets.ts";
import { site } from "./settings/site.ts";
import { command, ldap, mail, openstack, slurm } from "./settings/systems.ts";
import { wiki } from "./settings/wiki.ts";
import { workingHours } from "./settings/working-hours.ts";

/** The chats that acct speaks, by the names of their sections. */
const CHAT_SYSTEMS = ["slack", "mattermost"] as const;

const times = z.strictObject({
  passwordLink: interval.prefault("7d").describe("How long a link to the password page is valid"),
  undo: interval
    .prefault("10m")
    .describe("How long the removal of someone from a project can be undone before it happens"),
  closeAfter: interval.prefault("1d").describe("How long a completed request stays open without activity"),
  remindPi: interval.prefault("2d").describe("How long to wait for a PI's reply before each reminder"),
  eraseAfter: interval
    .prefault("30d")
    .describe("How long after offboarding an admin may delete a person's entries"),
  expireAfter: interval.prefault("30d").describe("How long a request waits for a decision before it expires"),
});

/** The part of acct.yml that `acct setpass` needs. It ignores everything else. */
export const setpassSettingsSchema = z.object({
  site,
  mail: mail.optional(),
  pages: pages.prefault({}),
  passwords: passwords.prefault({}),
  setpass,
});

/** The structure of acct.yml. `npm run schema` writes it as a JSON schema for editors. */
const settingsObject = z.strictObject({
  site: site.describe("Your service"),
  chats: z
    .array(z.enum(CHAT_SYSTEMS))
    .min(1)
    .refine((list) => new Set(list).size === list.length, "must not have a chat twice")
    .default(["slack"])
    .describe(
      "The chats in which people submit and decide requests. With both, each request has a card in each",
    ),
  slack: slackSettings
    .optional()
    .describe("The Slack workspace where people submit and decide requests. Required if `chats` has `slack`"),
  mattermost: mattermostSettings
    .optional()
    .describe("The Mattermost server where they do. Required if `chats` has `mattermost`"),
  approvals: approvals.prefault({}).describe("Who must approve which kind of request"),
  groups,
  otherGroups,
  usernames: usernames.prefault({}).describe("How usernames are chosen"),
  registry: registry.prefault({}).describe("The uid and gid numbers that acct assigns"),
  ldap: ldap.optional().describe("The LDAP directory. Without one, acct keeps only its own registry"),
  directory: directory
    .optional()
    .describe("The campus's own directory, in which acct looks people up. docs/directory.md has examples"),
  oidc: oidc
    .optional()
    .describe("The campus's OpenID Connect provider, with which people can confirm who they are"),
  csv: csv.prefault({}),
  sheets: sheets
    .optional()
    .describe(
      "Spreadsheets of Google to which forms add requests. docs/google-sheets.md says how to share them",
    ),
  openstack: openstack.optional().describe("Projects, users, roles, and quotas in OpenStack"),
  slurm: slurm.optional().describe("Accounts and associations in Slurm"),
  gitlab: gitlab
    .optional()
    .describe(
      "Accounts and groups in GitLab. acct creates neither: people get an account by signing in there",
    ),
  arvados: arvados
    .optional()
    .describe(
      "Accounts in Arvados, from their setup to their activation, and what people leave there. docs/arvados.md describes it",
    ),
  commands: z
    .array(command)
    .default([])
    .describe("Your own scripts. docs/commands.md describes their input and output"),
  rt: rt.describe(
    "Request Tracker, where requests arrive as tickets and are shown. docs/request-tracker.md describes it",
  ),
  phabricator: phabricator
    .optional()
    .describe(
      "Phabricator or Phorge, whose projects rules may ask for. Rules recognize people there by LDAP",
    ),
  gerrit: gerrit
    .optional()
    .describe("Gerrit, whose groups rules may ask for. Rules recognize people there by LDAP"),
  mail: mail.describe("The mail server"),
  helpdesk: helpdesk.optional(),
  pages: pages.prefault({}),
  passwords: passwords.prefault({}).describe("Rules for the password page"),
  setpass: setpass.optional(),
  publicForm,
  publicLog: publicLog.prefault({}),
  wiki: wiki.describe("The page of a MediaWiki on which the public log is published, too"),
  replies: replies.prefault({}),
  rules: rules.describe(
    "Rules that decide about requests instead of people, or add to what people see. docs/trust.md describes them",
  ),
  agreements,
  digest: digest.prefault({}),
  privilegedProjects,
  projects,
  newProjects: newProjects.prefault({}),
  times: times
    .prefault({})
    .describe("Deadlines and waiting times, as intervals such as 30s, 15m, 36h, 2d, 1w, or 1y"),
  reminders: z
    .strictObject({
      start: interval.optional().describe("How long a request waits before the first reminder"),
      interval: interval.optional().describe("How long it waits before each further one"),
    })
    .prefault({})
    .describe(
      "When PIs, their delegates, and members of approving groups are reminded, with one message for everything that waits for them. Both are times.remindPi by default",
    ),
  workingHours: workingHours.prefault({}),
  piReminders: z
    .int()
    .min(0)
    .default(5)
    .describe("After this many unanswered reminders, an admin may decide for the PI"),
});

export const settingsSchema = settingsObject
  .superRefine((settings, context) => {
    for (const chat of settings.chats) {
      if (settings[chat] !== undefined) continue;
      const message = `is missing: it is required because chats has ${chat}`;
      context.addIssue({ code: "custom", path: [chat], message });
    }
  })
  .superRefine(({ approvals: { distinctPeople: _, ...kinds }, groups }, context) => {
    for (const [kind, list] of Object.entries(kinds)) {
      for (const { from } of list) {
        for (const { role } of from) {
          if (role === "admin" || role === "pi" || groups[role]) continue;
          const message = `asks the group ${role}, which isn't in groups. Add it there: groups: { ${role}: [someone@example.org] }`;
          context.addIssue({ code: "custom", path: ["approvals", kind], message });
        }
      }
    }
  })
  .superRefine(({ approvals: { distinctPeople: _, ...kinds }, groups, rules: list }, context) => {
    for (const rule of list) {
      const message = explainBadRule(rule, kinds, groups);
      if (message) context.addIssue({ code: "custom", path: ["rules", rule.name], message });
    }
  })
  .superRefine((settings, context) => {
    const seen = new Set<string>();
    for (const [index, { name, system, decider }] of settings.otherGroups.entries()) {
      const path = ["otherGroups", index];
      const add = (message: string) => context.addIssue({ code: "custom", path, message });
      if (seen.has(name)) add(`names ${name} a second time`);
      seen.add(name);
      if (!settings[system]) add(`is in ${system}, which isn't configured`);
      if (decider !== "admin" && !settings.groups[decider.group])
        add(
          `asks the group ${decider.group}, which isn't in groups. Add it there: groups: { ${decider.group}: [someone@example.org] }`,
        );
    }
  })
  .superRefine((settings, context) => {
    const problem = explainBadOrder(settings);
    if (problem) context.addIssue({ code: "custom", path: ["commands"], message: problem });
  });

export type Settings = z.output<typeof settingsSchema>;

/** The JSON schema that the `yaml-language-server` line at the top of acct.yml refers to. */
export function settingsJsonSchema(): string {
  const schema = z.toJSONSchema(settingsSchema, { io: "input" });
  return JSON.stringify({ title: "acct.yml", ...schema }, null, 2);
}
