import { expect, it } from "vitest";
import { renderNotice } from "../../src/chat/slack/render-notice.ts";
import type { Request } from "../../src/db/schema.ts";
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
const occasion: TemplateContext = {
  request: aRequest({
    status: "waiting",
    stage: "await-pi",
    details: { reason: "Light curves." },
    question: { by: "U1", byName: "Ada Okafor", at: until, text: "Which software?" },
  }),
  data: {
    pi: "Prof. Bo Birch",
    reason: "Not our project.",
    note: "nobody has decided on it within 30 days",
    until,
    days: "30",
    link: "L1",
    pin: "asked",
    askedBy: "Ada Okafor",
    person: "Amy Ash",
    username: "aash",
    reset: "R1",
    text: "GROMACS.",
    by: "Amy Ash",
    why: "Prof. Bo Birch was reminded and has not answered.",
    count: "2",
    connections: "2",
    database: "0b1c6f5e-0000-4000-8000-000000000000",
    inPlaceOf: "Prof. Bo Birch",
    list: "7 · Amy Ash · lab\n9 · Ben Birch · lab",
  },
  dryRun: false,
  passwordUrl: () => "https://acct.example.org/password?token=L1",
  decisionUrl: ({ id }) => `https://acct.example.org/decide?token=${id}`,
  requestUrl: () => "https://acct.example.org/request?token=7",
  logIn: ["Sign in: https://portal.example.org"],
  resetPageUrl: () => "https://acct.example.org/reset",
};
const ofQuotas: TemplateContext = {
  ...occasion,
  data: { table: "cores: 20 → 60\nRAM: 40 GiB → 120 GiB", until: "2026-04-01" },
};
const quotaChange: Partial<Request> = {
  kind: "quota",
  details: { reason: "A bigger simulation." },
  plan: [
    "OpenStack: cores 20 → 60",
    "OpenStack: RAM (GB) 40 → 120",
    "OpenStack: until 2026-04-01, then back",
  ],
};
const resetUrl = () => "https://acct.example.org/reset/confirm?token=R1";
const site = {
  name: "Campus Research Computing",
  helpAddress: "help@example.org",
  timeZone: "Europe/Berlin",
};

function both(name: string, letter: Message): string {
  const to = { name: "Amy Ash", address: "amy@example.org" };
  const { subject, text } = compose(letter, { messageId: "<7@acct>", to, site });
  const chat = blocksAsText(renderNotice(letter).blocks);
  return `== ${name}\n-- by mail\nSubject: ${subject}\n\n${text}\n\n-- in the chat\n${chat}\n`;
}

it("Every letter reads as it was found good, by mail and in the chat", async () => {
  const pages = Object.entries(notificationTemplates).map(([name, write]) =>
    both(
      name,
      (write as (occasion: TemplateContext) => Message)(name.startsWith("quota-") ? ofQuotas : occasion),
    ),
  );
  const forQuota = { ...occasion, request: aRequest(quotaChange) };
  pages.push(both("pi-question, of quotas", notificationTemplates["pi-question"](forQuota)));
  await expect(pages.join("\n")).toMatchFileSnapshot("letters.txt");
});

it("What a dry run says reads as it was found good", async () => {
  const names = ["approved", "pi-question"] as const;
  const pages = names.map((name) => both(name, notificationTemplates[name]({ ...occasion, dryRun: true })));
  await expect(pages.join("\n")).toMatchFileSnapshot("letters-in-a-dry-run.txt");
});

it("Every bulletin reads as it was found good", async () => {
  const pages = Object.entries(broadcastTemplates).map(([name, write]) =>
    both(name, write(occasion.data, { resetUrl })),
  );
  await expect(pages.join("\n")).toMatchFileSnapshot("bulletins.txt");
});
