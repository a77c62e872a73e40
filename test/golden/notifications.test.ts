import { expect, it } from "vitest";
import { renderNotice } from "../../src/chat/slack/render-notice.ts";
import type { Request } from "../../src/db/tables/requests.ts";
import { compose } from "../../src/mail/compose.ts";
import type { Message } from "../../src/view/message.ts";
import {
  broadcastTemplates,
  notificationTemplates,
  type TemplateContext,
} from "../../src/view/notification-templates.ts";
import { aRequest } from "../a-request.ts";
import { blocksAsText } from "../blocks-as-text.ts";

const until = "2026-04-01T10:00:00.000Z";
const context: TemplateContext = {
  request: aRequest({
    status: "waiting",
    stage: "await-pi",
    details: { reason: "Light curves." },
    question: { by: "U1", byName: "Ada Okafor", at: until, text: "Which software?" },
  }),
  data: {
    pi: "Prof. Bo Birch",
    reason: "Not our project.",
    note: "No one decided on it within 30 days",
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
  chatName: "Slack",
  passwordUrl: () => "https://acct.example.org/password?token=L1",
  decisionUrl: ({ id }) => `https://acct.example.org/decide?token=${id}`,
  confirmUrl: () => "https://acct.example.org/confirm?token=7",
  requestUrl: () => "https://acct.example.org/request?token=7",
  logIn: ["Sign in: https://portal.example.org"],
  resetPageUrl: () => "https://acct.example.org/reset",
};
const ofQuotas: TemplateContext = {
  ...context,
  data: { table: "cores: 20 → 60\nRAM: 40 GiB → 120 GiB", until: "2026-04-01" },
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
const BACK = { table: "cores: 60 → 20\nRAM: 120 GiB → 40 GiB", until: "2026-04-01" };
/** Data for the notifications to which the shared data doesn't apply. */
const OWN_DATA: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  fulfilled: { note: "amy@example.org already has the account aash in LDAP" },
  "quota-ends": BACK,
  "quota-restored": BACK,
  "password-partly-set": { by: "OpenStack", why: "The password has been used before." },
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
  "ask-pi": { project: "astro", by: "Ada Okafor", claim: "P1" },
  "pi-declined": { project: "astro", email: "amy@example.org" },
  "pi-rejected": { project: "astro", by: "Ada Okafor" },
  "pi-unanswered": { project: "astro", email: "amy@example.org" },
  "channel-shared": {
    why: "The admin channel C0ACCOUNTS is shared with another organization, whose members see every request: end the sharing, or choose another channel",
  },
  "admins-unreachable": { why: "The admin channel C0ACCOUNTS is archived: choose another" },
  "sheet-notice": {
    title: "2 rows of the access sheet can't be used yet",
    list: 'Row 14 ("Bo Birch"): PIN for your first password must be 4 to 8 digits.\nRow 15 ("Cy Cole"): Email Address is missing.',
  },
  "row-incomplete": { list: "PIN for your first password must be 4 to 8 digits." },
  "source-unknown": {
    system: "LDAP",
    cause: "fewer",
    why: "LDAP shows only 500 of 3000 accounts. If this is right, confirm it with --accept-count LDAP.",
  },
  "admin-digest": { list: "○ 2 waiting for an admin (the oldest for 3 days)\n✓ 1 completed since yesterday" },
};
const resetUrl = () => "https://acct.example.org/reset/confirm?token=R1";
const claimUrl = () => "https://acct.example.org/link?token=C1";
const piUrl = () => "https://acct.example.org/pi?token=P1";
const site = {
  name: "Campus Research Computing",
  helpAddress: "help@example.org",
  timeZone: "Europe/Berlin",
};

function both(name: string, message: Message): string {
  const to = { name: "Amy Ash", address: "amy@example.org" };
  const { subject, text } = compose(message, { messageId: "<7@acct>", to, site });
  const chat = blocksAsText(renderNotice(message).blocks);
  return `== ${name}\n-- by email\nSubject: ${subject}\n\n${text}\n\n-- in Slack\n${chat}\n`;
}

it("Every notification reads as approved, by email and in Slack", async () => {
  const pages = Object.entries(notificationTemplates).map(([name, write]) =>
    both(
      name,
      (write as (context: TemplateContext) => Message)({
        ...(name.startsWith("quota-") ? ofQuotas : context),
        ...(OWN_DATA[name] ? { data: { ...context.data, ...OWN_DATA[name] } } : {}),
      }),
    ),
  );
  const forQuota = { ...context, request: aRequest(quotaChange) };
  pages.push(both("pi-approval, about quotas", notificationTemplates["pi-approval"](forQuota)));
  await expect(pages.join("\n")).toMatchFileSnapshot("notifications.txt");
});

it("Notifications in a dry run read as approved", async () => {
  const names = ["approved", "pi-approval"] as const;
  const pages = names.map((name) => both(name, notificationTemplates[name]({ ...context, dryRun: true })));
  await expect(pages.join("\n")).toMatchFileSnapshot("notifications-in-a-dry-run.txt");
});

it("Every broadcast reads as approved", async () => {
  const pages = Object.entries(broadcastTemplates).map(([name, write]) =>
    both(
      name,
      write({ ...context.data, ...OWN_DATA[name] }, { chatName: "Slack", resetUrl, claimUrl, piUrl }),
    ),
  );
  const unread = { system: "OpenStack", cause: "unread", why: "cloud.example.org doesn't respond" };
  pages.push(
    both("source-unknown, of a system that couldn't be read", broadcastTemplates["source-unknown"](unread)),
  );
  await expect(pages.join("\n")).toMatchFileSnapshot("broadcasts.txt");
});
