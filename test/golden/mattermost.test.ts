import { expect, it } from "vitest";
import { approvalsOf } from "../../dev/local-stack/approvals-of.ts";
import type { Looks } from "../../src/chat/mattermost/looks.ts";
import { featuresOf } from "../../src/chat/mattermost/mattermost-features.ts";
import { renderCard } from "../../src/chat/mattermost/render-card.ts";
import { renderDialog } from "../../src/chat/mattermost/render-dialog.ts";
import { renderHome } from "../../src/chat/mattermost/render-home.ts";
import { renderNotice } from "../../src/chat/mattermost/render-notice.ts";
import type { SignAction } from "../../src/chat/mattermost/sign-action.ts";
import type { EventKind } from "../../src/db/names.ts";
import type { Event } from "../../src/db/tables/events.ts";
import type { Request } from "../../src/db/tables/requests.ts";
import { buildCard, type CardView } from "../../src/view/card.ts";
import { buildDigest } from "../../src/view/digest.ts";
import type { Form } from "../../src/view/form.ts";
import type { Home } from "../../src/view/home.ts";
import type { Notice } from "../../src/view/notice.ts";
import { anApproval, aRequest } from "../a-request.ts";
import { dialogAsText, postAsText } from "../mattermost-as-text.ts";

const timeZone = "Europe/Zurich";
const servers: Record<string, Looks> = {
  attachments: { timeZone, features: featuresOf({ Version: "10.11.0" }) },
  blocks: { timeZone, features: featuresOf({ Version: "12.1.0", FeatureFlagMmBlocksEnabled: "true" }) },
};
const sign: SignAction = ({ action, confirm }) => ({
  url: "https://acct.example.org",
  context: { action, ...(confirm ? { confirm: `${confirm.title} ${confirm.text}` } : {}) },
});

const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 8, minute));
let seq = 0;
const event = (kind: EventKind, actorName: string, note = ""): Event => ({
  ...{ id: ++seq, requestId: 7, personId: null, projectId: null, seq, at: at(seq) },
  ...{ kind, stage: "await-admin", actor: actorName, actorName, note, detail: {} },
});
const requested = event("requested", "Amy Ash");
const approved = event("approved", "Ada Okafor");
const byAda = anApproval({
  verdict: "approved",
  by: "mattermost:ada",
  byName: "Ada Okafor",
  at: at(9).toISOString(),
});

const base: Partial<Request> = {
  required: approvalsOf({ account: ["admin", "pi"] }).account,
  details: {
    reason: "Light curves of <eclipsing> binaries.\n\n# With *two* stars",
    organization: "Department of Physics",
    role: "Student",
  },
  plan: [
    { system: "registry", text: "account aash in project lab", isNew: true },
    { system: "LDAP", text: "person uid=aash", isNew: true },
  ],
};
const hostile =
  "Nora @all ~town-square #urgent :fire: [click](https://evil.example) ![x](http://e.vil/x.png)";
const amyDn =
  "cn=Amy Ash,ou=Scientific and Technical Staff,ou=Department of Physics,ou=People,dc=research,dc=example,dc=org";
const longReason = "Many stars vary. ".repeat(400);

const cards: Record<string, [changes: Partial<Request>, history: Event[], view?: Partial<CardView>]> = {
  "waiting for an admin": [{ status: "waiting", stage: "await-admin" }, [requested]],
  "with warnings, assigned, a question was asked": [
    {
      status: "waiting",
      stage: "await-admin",
      warnings: ["gmail.com is a public email provider.", "aash2 has the same name. Is it the same person?"],
      assignee: { by: "mattermost:grace", byName: "Grace Lindqvist", at: at(3).toISOString() },
    },
    [requested, event("asked", "Ada Okafor", "Which software?"), event("answered", "Amy Ash", "GROMACS")],
  ],
  "an account in GitLab": [
    {
      ...{ kind: "gitlab-account", status: "waiting", stage: "await-admin", username: null },
      ...{ project: null, piName: null, piEmail: null, piUser: null },
      plan: [{ system: "GitLab", text: "@amy_ash becomes active", isNew: false }],
      details: {
        gitlab: {
          ...{ userId: 41, username: "amy_ash", isAddressProven: false, ldapDn: amyDn },
          createdAt: "2026-02-27T16:20:00.000Z",
        },
        ruleFindings: [
          `staff: no, because ${amyDn} is not a member of cn=staff,ou=groups,dc=research,dc=example,dc=org (LDAP).`,
          `guests: no, because ${amyDn} is not a member of cn=guests,ou=groups,dc=research,dc=example,dc=org (LDAP).`,
        ],
      },
    },
    [event("requested", "GitLab", "as @amy_ash on 2026-02-27")],
  ],
  "for the PI": [
    { status: "waiting", stage: "await-pi", approvals: [byAda] },
    [requested, approved],
    { audience: "pi" },
  ],
  stuck: [
    {
      status: "stuck",
      stage: "create-accounts",
      problem: "LDAP (ldaps://ldap) cannot be reached (reference 7F3A00)",
    },
    [requested, approved, event("stuck", "acct", "LDAP (ldaps://ldap) cannot be reached")],
  ],
  "closed, with all details": [
    { status: "closed", stage: "close", approvals: [byAda] },
    [requested, approved, event("stage-done", "acct", "no activity for 1 day")],
    { whole: true },
  ],
  denied: [
    { status: "refused", problem: "Not our project.", approvals: [{ ...byAda, verdict: "denied" }] },
    [requested, event("denied", "Ada Okafor", "Not our project.")],
  ],
  "someone wrote Markdown": [
    {
      status: "waiting",
      stage: "await-admin",
      givenName: hostile,
      details: { reason: `> ${hostile}\n---\n| a |\n|---|` },
    },
    [requested, event("asked", "Ada Okafor", hostile)],
  ],
  "a long reason": [
    { status: "waiting", stage: "await-admin", details: { reason: longReason } },
    [requested],
  ],
};

const notices: Record<string, Notice> = {
  "a message with a date, facts, a link and a button": {
    title: "Your account is ready",
    lines: ["Set your password.", ["The link expires ", at(30), "."]],
    facts: [
      { label: "Username", value: "aash" },
      { label: "Server", value: "https://login.example.org/_new" },
    ],
    link: { label: "Set your password", url: "https://acct.example.org/password?t=a_b(c)" },
    buttons: [{ action: "withdraw", label: "Withdraw…", style: "danger" }],
    request: { id: 7, mark: "m" },
  },
  "a message in German": {
    title: "Erinnerung",
    lines: [["Die Frage gilt bis ", at(30), "."]],
    language: "de",
  },
  "a digest": buildDigest({
    audience: "admin",
    requests: [aRequest({ status: "waiting", stage: "await-admin", warnings: ["Odd."] })],
  }),
};

const home: Home = {
  filter: "pi:birch",
  sections: [
    {
      heading: "Your decisions",
      entries: [1, 2].map((id) => ({
        title: `Request ${id}: Amy Ash`,
        lines: ["Waiting for you"],
        request: { id, mark: "m" },
        buttons: [
          { action: "approve", label: "Approve", style: "primary" },
          { action: "change-pi", label: "Change PI…" },
        ],
      })),
    },
    {
      heading: "Your requests",
      entries: [
        {
          title: "No requests",
          lines: ["You haven't requested anything yet."],
          buttons: [{ action: "request-account", label: "Request an account…" }],
        },
      ],
    },
  ],
};

const forms: Record<string, Form> = {
  "all kinds of fields": {
    action: "request-account",
    title: "Request an account",
    intro: ["We'll ask the PI of your project."],
    submit: "Submit request",
    fields: [
      { name: "givenName", label: "First name", kind: "line", initial: "Amy", maxLength: 64 },
      {
        name: "projectKind",
        label: "Project",
        kind: "choice",
        initial: "join",
        validateOnChange: true,
        choices: [
          { value: "join", label: "Join an existing project" },
          { value: "new", label: "Start a new project" },
        ],
      },
      {
        name: "pi",
        label: "Principal investigator (PI)",
        kind: "person",
        optional: true,
        hint: "We'll ask them to confirm.",
      },
      {
        name: "reason",
        label: "What will you use the account for?",
        kind: "text",
        maxLength: 3000,
        hint: "Name the *software*, the data, and how long you need the account. The PI of your project reads this, and decides whether you may use it.",
      },
      { name: "until", label: "Until", kind: "date", optional: true, initial: "2026-04-01" },
      {
        name: "picked0",
        label: "Requests",
        kind: "choices",
        resetKey: "2",
        initial: "7.b",
        choices: [
          { value: "6.a", label: "6 · Amy Ash · lab · amy@example.org" },
          { value: "7.b", label: "7 · Bo Birch · lab · bo@example.org" },
        ],
      },
    ],
  },
  "a question without a field, with a long title": {
    action: "spam",
    title: "Mark this request as spam?",
    intro: ["This closes the request."],
    fields: [],
    submit: "Spam",
  },
};

const pagesOf = <T>(examples: Record<string, T>, show: (example: T) => string) =>
  `${Object.entries(examples)
    .map(([name, example]) => `== ${name}\n${show(example)}`)
    .join("\n\n")}\n`;

it.each(Object.entries(servers))("Cards look as approved, as %s", async (name, looks) => {
  const pages = pagesOf(cards, ([changes, history, view]) => {
    const built = buildCard(aRequest({ ...base, ...changes }), history, { audience: "admin", ...view });
    return postAsText(renderCard(built, sign, looks));
  });
  await expect(pages).toMatchFileSnapshot(`mattermost-cards-as-${name}.txt`);
});

it.each(Object.entries(servers))(
  "Messages, forms and the overview look as approved, as %s",
  async (name, looks) => {
    const pages = [
      pagesOf(notices, (one) => postAsText(renderNotice(one, sign, looks))),
      pagesOf({ "the overview": home }, (one) => postAsText(renderHome(one, sign, looks))),
      pagesOf(forms, (form) => dialogAsText(renderDialog(form, { state: "" }, looks))),
    ];
    await expect(pages.join("\n")).toMatchFileSnapshot(`mattermost-messages-as-${name}.txt`);
  },
);
