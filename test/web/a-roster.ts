import { invitedFields } from "../../src/handlers/public-form.ts";
import { fieldsInWords } from "../../src/web/apply-words.ts";
import type { FoundingShown } from "../../src/web/founding-page.ts";
import type { InvitationForm } from "../../src/web/invitation-page.ts";
import type { RosterShown } from "../../src/web/roster-page.ts";
import type { PageText } from "../../src/web/text/page-text.ts";
import { someRules } from "../in-memory/pipeline-deps.ts";

const rules = someRules({
  asksSshKey: true,
  otherGroups: [{ name: "robots", title: "Robot lab", system: "ldap", decider: "admin" }],
});

/** What the page of an invitation shows to someone who has no account, after an error. */
export const anInvitation = (pageText: PageText): InvitationForm => ({
  ...{ token: "T", project: "astro", by: "Bo Birch", email: "nina@example.org", role: "member" },
  end: "March 29, 2026",
  hasAccount: false,
  fields: fieldsInWords(
    invitedFields({ rules }),
    {
      values: { givenName: "Nina", familyName: "Novak", groups: "robots" },
      errors: { reason: "Please fill in this field.", pin: "PIN must be 4 to 8 digits." },
      keepsPin: false,
    },
    pageText,
  ),
});

/** What the page of a project shows to a PI whose invitation failed. */
export const aRoster: RosterShown = {
  ...{
    token: "T",
    project: "astro",
    manages: true,
    appoints: true,
    handsOver: true,
    leaves: true,
    founds: true,
    others: [{ project: "optics", token: "O" }],
  },
  people: [
    {
      ...{ handle: "aash", name: "Amy Ash (aash)", role: "member", since: "Mar 1, 2026" },
      ...{ endsOn: "2026-03-29", end: "Mar 29, 2026", removable: true, promotable: true, demotable: false },
    },
  ],
  invitations: [{ id: "I1", name: "nina@example.org", role: "manager", until: "Mar 15, 2026" }],
  joining: [
    { id: 5, name: "Dan Dean", state: "Waiting for Bo Birch or an admin", decision: "D" },
    { id: 6, name: "Eve Elm", state: "Waiting for an admin", decision: undefined },
  ],
  removals: [{ id: 7, name: "ben" }],
  asked: { id: 8, name: "Cleo Curie", withdrawable: true },
  failed: {
    action: "invite",
    field: "ends",
    problem: "Choose today or a later day.",
    typed: { about: "", email: "zoe@example.org", ends: "2020-01-01", role: "manager", reason: "" },
  },
};

/** What the form for a new project shows to someone with two accounts after an error. */
export const aFounding: FoundingShown = {
  ...{ token: "T", form: "F", email: "amy@example.org", pattern: "lab-…", names: [] },
  fields: [
    {
      ...{ name: "account", label: "Account", kind: "select", initial: "aash" },
      choices: ["aash", "aash-adm"].map((value) => ({ value, label: value })),
    },
    { name: "project", label: "Project name", kind: "line", maxLength: 32 },
    { name: "description", label: "Description", kind: "text", maxLength: 1000, hint: "What it is about." },
    { name: "piEmail", label: "Email address of the PI", kind: "line", optional: true, maxLength: 254 },
  ],
  values: { account: "aash-adm", project: "optics", description: "", piEmail: "boss" },
  errors: {
    project: "optics already exists. You can join it.",
    description: "Description is missing.",
    piEmail: "The address must have the form name@example.org.",
  },
};
