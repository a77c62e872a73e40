import type { Request } from "../../src/db/tables/requests.ts";
import type { Language } from "../../src/view/languages.ts";
import type { Message } from "../../src/view/message.ts";
import {
  broadcastTemplates,
  invitationOver,
  notificationTemplates,
  type TemplateContext,
  type Written,
} from "../../src/view/notification-templates.ts";
import { readOwnTemplates, type Templates } from "../../src/view/templates/templates.ts";
import { inWords } from "../../src/view/templates/wording.ts";
import { aRequest } from "../a-request.ts";

const until = "2026-04-01T10:00:00.000Z";
export const someContext: TemplateContext = {
  request: aRequest({
    status: "waiting",
    stage: "await-pi",
    details: { reason: "Light curves." },
    question: { by: "U1", byName: "Ada Okafor", at: until, text: "Which software?" },
  }),
  data: {
    pi: "Prof. Bo Birch",
    reason: "Not our project.",
    cause: "undecided",
    until,
    days: "30",
    link: "L1",
    pin: "asked",
    requestedBy: "Ada Okafor",
    person: "Amy Ash",
    username: "aash",
    reset: "R1",
    text: "GROMACS.",
    by: "Amy Ash",
    why: "We reminded Prof. Bo Birch, who hasn't replied.",
    count: "2",
    connections: "2",
    database: "0b1c6f5e-0000-4000-8000-000000000000",
    forPi: "Prof. Bo Birch",
    list: "7 · Amy Ash · lab\n9 · Ben Birch · lab",
  },
  dryRun: false,
  isRequester: true,
  chatName: "Slack",
  passwordUrl: () => "https://acct.example.org/password?token=L1",
  decisionUrl: ({ id }) => `https://acct.example.org/decide?token=${id}`,
  confirmUrl: () => "https://acct.example.org/confirm?token=7",
  requestUrl: () => "https://acct.example.org/request?token=7",
  agreementsUrl: () => "https://acct.example.org/agreements?token=7",
  logIn: { url: "https://portal.example.org" },
  resetPageUrl: () => "https://acct.example.org/reset",
};
const ofQuotas: TemplateContext = {
  ...someContext,
  data: { table: "cores 20 → 60\nRAM (GB) 40 → 120", until: "2026-04-01" },
};
const aFounding: Partial<Request> = {
  kind: "project",
  details: { newProject: true, projectDescription: "Rocks that fell from the sky" },
  plan: [
    { system: "registry", text: "project astro with aash", isNew: true },
    { system: "OpenStack", text: "project astro", isNew: true },
    { system: "OpenStack", text: "quotas of astro: cores 20, RAM (GB) 50", isNew: true },
  ],
};
const quotaChange: Partial<Request> = {
  kind: "quota",
  details: { reason: "A bigger simulation." },
  plan: ["cores 20 → 60", "RAM (GB) 40 → 120", "until 2026-04-01, then reverted"].map((text) => ({
    system: "OpenStack",
    text,
    isNew: false,
  })),
};
const BACK = { table: "cores 60 → 20\nRAM (GB) 120 → 40", until: "2026-04-01" };
/** Data for the notifications to which the shared data doesn't apply. */
const OWN_DATA: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  fulfilled: { note: "amy@example.org already has the account aash in LDAP" },
  "group-declined": { groups: "robots", reason: "The lab is full." },
  corrected: {
    by: "Ada Okafor",
    project: "astro",
    "old-project": "lab",
    username: "amyash",
    "old-username": "aash",
    pi: "Dee Dunn",
    "old-pi": "Prof. Bo Birch",
    groups: "gpu-users, robots",
    "old-groups": "robots",
    ends: "2026-09-30",
    "old-ends": "2026-06-30",
    description: "Rocks that fell from the sky",
    "old-description": "Rocks that fell",
  },
  "opener-told": { what: "confirmed" },
  "quota-ends": BACK,
  "quota-restored": BACK,
  "password-partly-set": { by: "OpenStack", why: "The password has been used before." },
  invitation: { project: "lab", by: "Prof. Bo Birch", invitation: "I1", role: "member", until },
  "invitation-answered": { project: "lab", person: "Amy Ash", answer: "accepted" },
  "roster-link": { project: "lab", membership: "1" },
  "membership-ended": { why: "removed", by: "Prof. Bo Birch", person: "Amy Ash", isTheirs: "true" },
  "account-linked": { label: "aash" },
  "confirm-link": { label: "aash", by: "Ada Okafor", claim: "C1" },
  "link-proposed": { label: "aash", by: "Ada Okafor" },
  "link-declined": { label: "bo@example.org" },
  "link-frozen": { label: "aash" },
  "link-code": { label: "aash" },
  "sign-in-linked": { label: "aash", issuer: "https://login.example.edu" },
  undelivered: {
    label: "aash",
    message: "confirm-link",
    problem: "Slack did not post in U1: it belongs to a bot",
  },
  "email-changed": { email: "amy.new@example.org" },
  "address-differs": {
    label: "aash",
    email: "amy.new@example.org",
    old: "amy@example.org",
    where: "Slack",
    mark: "7 amy.new@example.org",
  },
  "name-changed": { old: "Amy Oak" },
  "username-changed": { old: "aash", username: "aoak" },
  "pi-set": { project: "astro", by: "Ada Okafor" },
  "access-lost": { why: "The Slack app lacks users:read.email: install it again from manifest.yml" },
  "job-failed": { job: "remind-pis", count: "3", problem: "LDAP can't be reached" },
  "system-back": { system: "OpenStack", count: "2", list: "7 (Amy Ash), 9 (Ben Birch)" },
  "thread-note": {
    list: "Request 8, too.\nAda Okafor retried request 7.\nFixed for request 7: it continues.\n1 request is still stuck for this reason.",
  },
  "form-flood": { count: "1000", url: "https://acct.example.org" },
  "sheet-notice": {
    title: "2 rows of the access sheet can't be used yet",
    list: 'Row 14 ("Bo Birch"): PIN for your first password must be 4 to 8 digits.\nRow 15 ("Cy Cole"): Email Address is missing.',
  },
  "row-incomplete": {
    list: 'The PIN you choose must have 4 to 8 digits.\nYour answer to "Last name" is missing.\nPlease check your answer to "Name of the new project": it has more than 32 characters.',
  },
  "sign-agreements": { titles: "Terms of use\nData protection" },
  "renew-agreements": { titles: "Terms of use", ask: "A1" },
  "agreements-overdue": { titles: "Terms of use\nData protection", ask: "A1", systems: "LDAP, OpenStack" },
  "agreements-back": { systems: "LDAP, OpenStack", password: "yes" },
  "agreements-unsigned": { titles: "Terms of use", systems: "LDAP, OpenStack" },
  "ask-pi": { project: "astro", by: "Ada Okafor", claim: "P1" },
  "pi-declined": { project: "astro", email: "amy@example.org" },
  "pi-rejected": { project: "astro", by: "Ada Okafor" },
  "pi-unanswered": { project: "astro", email: "amy@example.org" },
  "channel-shared": {
    why: "The admin channel C0ACCOUNTS is shared with another organization, whose members see every request: end the sharing, or choose another channel",
  },
  "admins-unreachable": { why: "The admin channel C0ACCOUNTS is archived: choose another" },
  "source-unknown": {
    system: "LDAP",
    cause: "fewer",
    why: "LDAP shows only 500 of 3000 accounts. If this is right, confirm it with --accept-count LDAP.",
  },
  "admin-digest": { list: "○ 2 waiting for an admin (the oldest for 3 days)\n✓ 1 completed since yesterday" },
};
const urls = {
  chatName: "Slack",
  resetUrl: () => "https://acct.example.org/reset/confirm?token=R1",
  claimUrl: () => "https://acct.example.org/link?token=C1",
  piUrl: () => "https://acct.example.org/pi?token=P1",
  invitationUrl: () => "https://acct.example.org/invitation?token=I1",
  rosterUrl: () => "https://acct.example.org/project?token=M1",
  formUrl: () => "https://acct.example.org/apply/form?token=F1",
  agreementsUrl: () => "https://acct.example.org/agreements?token=A1",
};

export interface Example {
  /** The name of the template and, if it has several texts, which one is shown. */
  readonly name: string;
  readonly written: Written;
  /** True if only admins get it, so that it's in English. */
  readonly isForAdmins: boolean;
  toMessage(language: Language, templates?: Templates): Message;
}

const example = (name: string, written: Written): Example => ({
  name,
  written,
  isForAdmins: "lines" in written,
  toMessage: (language, templates = readOwnTemplates().templates) =>
    "lines" in written ? written : inWords(name.split(",")[0] ?? "", written, templates, language),
});

const write = (name: keyof typeof notificationTemplates, context: TemplateContext): Written =>
  (notificationTemplates[name] as (context: TemplateContext) => Written)(context);

/** A context with other data and another request. */
const withOther = (
  data: Readonly<Record<string, string>>,
  request: Partial<Request> = {},
): TemplateContext => ({
  ...someContext,
  data: { ...someContext.data, ...data },
  request: { ...someContext.request, ...request },
});

/** One of each message about a request. */
export const REQUEST_EXAMPLES: readonly Example[] = (
  Object.keys(notificationTemplates) as (keyof typeof notificationTemplates)[]
).map((name) => {
  const context = name.startsWith("quota-") ? ofQuotas : someContext;
  return example(name, write(name, { ...context, data: { ...context.data, ...OWN_DATA[name] } }));
});

/** The texts of the same messages on other occasions. */
export const VARIANT_EXAMPLES: readonly Example[] = [
  ["new-link, asked for on the page", write("new-link", withOther({ asked: "yes" }))],
  ["question, as a reminder", write("question", withOther({ reminder: "2" }))],
  ["question, after the reply", write("question", withOther({}, { question: null }))],
  ["approved, in a dry run", write("approved", { ...someContext, dryRun: true })],
  ["refused, without a reason", write("refused", withOther({ reason: "" }))],
  [
    "refused, by acct",
    write("refused", withOther({ reason: "amy@example.org already has the account aash in LDAP." })),
  ],
  ["abandoned, without a reason", write("abandoned", withOther({ reason: "" }))],
  ["expired, without a confirmed address", write("expired", withOther({ cause: "unconfirmed" }))],
  [
    "sign-agreements, as a reminder after the account exists",
    write(
      "sign-agreements",
      withOther({ titles: "User agreement", reminder: "2" }, { stage: "await-agreements" }),
    ),
  ],
  ["confirm-address, as a reminder", write("confirm-address", withOther({ number: "2" }))],
  ["received, about a membership", write("received", withOther({}, { kind: "membership" }))],
  ["received, about quotas", write("received", withOther({}, { kind: "quota" }))],
  ["waiting-for-pi, about quotas", write("waiting-for-pi", withOther({}, { kind: "quota" }))],
  ["received, about a new project", write("received", withOther({}, aFounding))],
  ["waiting-for-project, for a new project", write("waiting-for-project", withOther({}, aFounding))],
  ["waiting-for-pi, about a new project", write("waiting-for-pi", withOther({}, aFounding))],
  ["pi-approval, about a new project", write("pi-approval", withOther({}, aFounding))],
  ["confirm-address, for a new project", write("confirm-address", withOther({}, aFounding))],
  ["joined, in their new project", write("joined", withOther({}, aFounding))],
  ["pi-approval, about a group", write("pi-approval", withOther({ groups: "robots" }))],
  ["pi-approval, about quotas", write("pi-approval", { ...someContext, request: aRequest(quotaChange) })],
  [
    "pi-approval, with other people and in a dry run",
    write("pi-approval", {
      ...withOther({}, { kind: "membership", details: { additionalUsers: ["bbirch", "cy@example.org"] } }),
      dryRun: true,
    }),
  ],
  [
    "pi-approval, with groups and an end date",
    write(
      "pi-approval",
      withOther(
        {},
        { kind: "membership", details: { groups: ["robots", "gpu-users"], endsOn: "2027-01-31" } },
      ),
    ),
  ],
  ["pi-approval, to a new PI", write("pi-approval", withOther({}, { kind: "new-pi" }))],
  ["pi-reminder, about one request", write("pi-reminder", withOther({ count: "1", forPi: "" }))],
  ["pi-reminder, to someone in a group", write("pi-reminder", withOther({ forPi: "", asGroup: "true" }))],
  [
    "pi-reminder, about one request, to someone in a group",
    write("pi-reminder", withOther({ count: "1", forPi: "", asGroup: "true" })),
  ],
  [
    "pi-reminder, to someone in a group by email",
    write("pi-reminder", withOther({ forPi: "", asGroup: "true", byMail: "true" })),
  ],
  ["confirm-address, for a membership", write("confirm-address", withOther({}, { kind: "membership" }))],
  [
    "invitation-answered, by a member",
    broadcastTemplates["invitation-answered"]({ project: "lab", person: "Amy Ash", answer: "member" }),
  ],
  [
    "welcome, after an outage and without a PIN",
    write("welcome", { ...someContext, data: { until, extended: "yes" } }),
  ],
  ["new-password, requested by themselves", write("new-password", { ...someContext, data: { until } })],
  ["ready, for a password", write("ready", withOther({}, { kind: "password" }))],
  ["quota-set, to another member", write("quota-set", { ...ofQuotas, isRequester: false })],
  ["password-set, but not proven", write("password-set", withOther({ noLogin: "OpenStack" }))],
].map(([name, written]) => example(name as string, written as Written));

/** One of each message that isn't about a single request. */
export const BROADCAST_EXAMPLES: readonly Example[] = [
  ...Object.entries(broadcastTemplates).map(([name, writeIt]) =>
    example(name, writeIt({ ...someContext.data, ...OWN_DATA[name] }, urls)),
  ),
  example(
    "account-linked, to the person",
    broadcastTemplates["account-linked"]({ label: "aash", person: "Amy Ash", isTheirs: "yes" }, urls),
  ),
  example(
    "invitation-answered, by someone of whom only the address is known",
    broadcastTemplates["invitation-answered"]({
      project: "lab",
      person: "amy.ash@example.org",
      answer: "declined",
    }),
  ),
  example(
    "invitation, as a manager until a day",
    broadcastTemplates.invitation(
      {
        ...{ project: "lab", by: "Prof. Bo Birch", invitation: "I1", until },
        ...{ role: "manager", endsOn: "2026-09-30" },
      },
      urls,
    ),
  ),
  ...(["accepted", "member", "declined", "taken-back", "expired"] as const).map((over) =>
    example(
      `invitation, ${over}`,
      invitationOver({ project: "lab", by: "Prof. Bo Birch" }, over, over === "accepted" ? 7 : null),
    ),
  ),
  example(
    "renew-agreements, as a reminder of several",
    broadcastTemplates["renew-agreements"](
      { titles: "Terms of use\nData protection", ask: "A1", until, reminder: "2" },
      urls,
    ),
  ),
  example(
    "agreements-back, with the same password",
    broadcastTemplates["agreements-back"]({ systems: "Arvados" }),
  ),
  example(
    "source-unknown, of a system that couldn't be read",
    broadcastTemplates["source-unknown"]({
      system: "OpenStack",
      cause: "unread",
      why: "cloud.example.org doesn't respond",
    }),
  ),
];
