import { describe, expect, it } from "vitest";
import { renderCard } from "../../src/chat/slack/render-card.ts";
import { renderNotice } from "../../src/chat/slack/render-notice.ts";
import type { EventKind, StageName } from "../../src/db/names.ts";
import type { Event, Request } from "../../src/db/schema.ts";
import { buildCard } from "../../src/view/card.ts";
import { buildDigest } from "../../src/view/digest.ts";
import { aRequest } from "../a-request.ts";
import { blocksAsText } from "../blocks-as-text.ts";

const DAY_MS = 86_400_000;
const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 8, minute));
let seq = 0;
const event = (kind: EventKind, actorName: string, note = "", stage: StageName = "await-admin"): Event => ({
  id: ++seq,
  requestId: 7,
  seq,
  at: at(seq),
  kind,
  stage,
  actor: actorName,
  actorName,
  note,
  detail: {},
});
const asked = event("requested", "Amy Ash");
const verified = event(
  "stage-done",
  "acct",
  "amy@example.org has no account yet; the username aash is free",
  "verify-identity",
);
const waits = event("waiting", "acct", "for an admin");
const approved = event("approved", "Ada Okafor");
const decision = (verdict: "approved" | "denied" | "spam", byName: string, reason?: string) => ({
  verdict,
  by: "U1",
  byName,
  at: at(9).toISOString(),
  ...(reason ? { reason } : {}),
});

const base: Partial<Request> = {
  details: {
    reason: "Light curves of <eclipsing> binaries.",
    organization: "Department of Physics",
    role: "Student",
  },
  plan: [
    { system: "registry", text: "account aash in project lab", isNew: false },
    { system: "LDAP", text: "person uid=aash", isNew: true },
    { system: "LDAP", text: "group lab with aash", isNew: false },
  ],
};
const admin = { decisions: { admin: decision("approved", "Ada Okafor") } };
const quotaChange: Partial<Request> = {
  kind: "quota",
  username: "aash",
  details: { reason: "A bigger simulation." },
  plan: [
    { system: "OpenStack", text: "cores 20 → 60", isNew: false },
    { system: "OpenStack", text: "RAM (GB) 40 → 120", isNew: false },
  ],
  quota: { requested: { cores: 60, ramMib: 122_880 }, until: "2026-04-01" },
};
const states: Record<string, [but: Partial<Request>, history: Event[]]> = {
  "waits for an admin": [{ status: "waiting", stage: "await-admin" }, [asked, verified, waits]],
  "waits for an admin, with warnings, claimed": [
    {
      status: "waiting",
      stage: "await-admin",
      warnings: [
        "gmail.com gives an address to anybody.",
        "Somebody of this name has an account already: aash2.",
      ],
      claim: { by: "U2", byName: "Grace Lindqvist", at: at(3).toISOString() },
    },
    [asked, verified, waits, event("claimed", "Grace Lindqvist")],
  ],
  "a question is open": [
    {
      status: "waiting",
      stage: "await-admin",
      question: { by: "U1", byName: "Ada Okafor", at: at(3).toISOString(), text: "Which software?" },
    },
    [asked, verified, event("asked", "Ada Okafor", "Which software?")],
  ],
  "waits for the PI": [{ status: "waiting", stage: "await-pi", ...admin }, [asked, verified, approved]],
  "the PI is not in the chat": [
    { status: "waiting", stage: "await-pi", piUser: null, ...admin },
    [asked, verified, approved],
  ],
  "the PI has not answered": [
    { status: "waiting", stage: "await-pi", escalatedAt: at(5), ...admin },
    [
      asked,
      approved,
      event("reminded", "acct", "Prof. Bo Birch was reminded", "await-pi"),
      event("escalated", "acct", "Prof. Bo Birch has not answered: an admin may decide", "await-pi"),
    ],
  ],
  "is being made": [{ status: "running", stage: "create-accounts", ...admin }, [asked, verified, approved]],
  "failed and is tried again": [
    { status: "running", stage: "create-accounts", attempt: 1 },
    [
      asked,
      approved,
      event(
        "stage-failed",
        "acct",
        "LDAP (ldaps://ldap) cannot be reached; tried again in 1 min",
        "create-accounts",
      ),
    ],
  ],
  stuck: [
    {
      status: "stuck",
      stage: "create-accounts",
      problem: "LDAP (ldaps://ldap) cannot be reached (reference 7F3A00)",
    },
    [asked, approved, event("stuck", "acct", "LDAP (ldaps://ldap) cannot be reached", "create-accounts")],
  ],
  "waits for the password": [{ status: "waiting", stage: "hand-over", ...admin }, [asked, approved]],
  closed: [
    {
      status: "closed",
      stage: "close",
      decisions: { ...admin.decisions, pi: decision("approved", "Bo Birch") },
    },
    [asked, approved, event("stage-done", "acct", "closed", "close")],
  ],
  denied: [
    {
      status: "refused",
      stage: "await-admin",
      problem: "Not our project.",
      decisions: { admin: decision("denied", "Ada Okafor", "Not our project.") },
    },
    [asked, verified, event("denied", "Ada Okafor", "Not our project.")],
  ],
  spam: [
    { status: "spam", stage: "await-admin", decisions: { admin: decision("spam", "Ada Okafor") } },
    [asked, verified, event("marked-as-spam", "Ada Okafor")],
  ],
  "given up": [
    { status: "refused", stage: "create-accounts", problem: "The directory is being replaced." },
    [
      asked,
      approved,
      event("abandoned", "Ada Okafor", "The directory is being replaced.", "create-accounts"),
    ],
  ],
  withdrawn: [{ status: "withdrawn", stage: "await-admin" }, [asked, event("withdrawn", "Amy Ash")]],
  expired: [
    { status: "refused", stage: "await-admin", problem: "nobody has decided on it within 30 days" },
    [asked, event("expired", "acct", "nobody has decided on it within 30 days")],
  ],
  "a new project without a PI": [
    {
      status: "waiting",
      stage: "await-admin",
      piName: null,
      piEmail: null,
      piUser: null,
      details: { newProject: true, projectDescription: "Stars" },
    },
    [asked, waits],
  ],
  "a membership": [{ kind: "membership", status: "waiting", stage: "await-pi" }, [asked]],
  "a quota change waits for an admin": [
    { ...quotaChange, status: "waiting", stage: "await-admin" },
    [asked, waits],
  ],
  "a quota change waits for the PI": [
    { ...quotaChange, status: "waiting", stage: "await-pi", ...admin },
    [asked, approved],
  ],
  "a quota change is set until a day": [
    { ...quotaChange, status: "waiting", stage: "restore-quota", ...admin },
    [asked, approved],
  ],
  "a password that is stuck": [
    {
      kind: "password",
      status: "stuck",
      stage: "hand-over",
      project: null,
      piName: null,
      piEmail: null,
      piUser: null,
      problem: "The mail server refused (reference 00FF00)",
    },
    [event("requested", "Ada Okafor", "a new password for aash", "hand-over")],
  ],
};

describe.each(["admin", "pi"] as const)("a card for the %s", (audience) => {
  it("looks as approved in every state", async () => {
    const pages = Object.entries(states).map(([name, [but, history]]) => {
      const card = buildCard(aRequest({ ...base, ...but }), history, { audience, expireAfter: 30 * DAY_MS });
      const { blocks, text } = renderCard(card);
      return `== ${name}\n(${text})\n${blocksAsText(blocks)}\n`;
    });
    await expect(pages.join("\n")).toMatchFileSnapshot(`cards-for-${audience}.txt`);
  });
});

it("A card in a dry run says so first in every stage, and no longer once the request is closed", async () => {
  const held: [Partial<Request>, Event[]] = [
    { status: "waiting", stage: "confirm-plan", ...admin },
    [
      asked,
      approved,
      event("waiting", "acct", "for the end of the dry run; it would make: LDAP: person uid=aash (new)"),
    ],
  ];
  const shown = [
    ["admin", states["waits for an admin"]],
    ["pi", states["waits for the PI"]],
    ["admin", held],
    ["admin", states.closed],
  ] as const;
  const pages = shown.map(([audience, [but, history] = [{}, []]]) => {
    const card = buildCard(aRequest({ ...base, ...but }), history, { audience, dryRun: true });
    return blocksAsText(renderCard(card).blocks);
  });
  await expect(pages.join("\n\n")).toMatchFileSnapshot("cards-in-a-dry-run.txt");
});

it("A delegate or a new PI reads why they are asked and what they may do", async () => {
  const [but, history] = states["waits for the PI"] ?? [{}, []];
  const delegated = { ...base, ...but, delegates: [{ user: "UEMMA", name: "Emma Noether" }] };
  const passedOn = [...history, event("reassigned", "Henrik Hopper", "to Prof. Bo Birch", "await-pi")];
  const cards = [
    buildCard(aRequest(delegated), history, { audience: "pi", place: "UEMMA" }),
    buildCard(aRequest(delegated), history, { audience: "pi", place: "UBO" }),
    buildCard(aRequest({ ...base, ...but }), passedOn, { audience: "pi", place: "UBO" }),
  ].map(renderCard);
  const pages = cards.map(({ text, blocks }) => `(${text})\n${blocksAsText(blocks)}`);
  await expect(pages.join("\n\n")).toMatchFileSnapshot("cards-for-delegates.txt");
});

it("Details shows the whole request, including what acct itself did", () => {
  const [but, history] = states.closed ?? [{}, []];
  const request = aRequest({ ...base, ...but });
  const whole = buildCard(request, history, { audience: "admin", whole: true });
  expect(whole).toMatchObject({ collapsed: false, reason: request.details.reason });
  expect(whole.plan).toHaveLength(request.plan.length);
  expect(whole.steps).toHaveLength(history.length);
  expect(whole.facts.map(({ label }) => label)).toEqual(
    expect.arrayContaining(["Requested", "Organization"]),
  );
});

it("The card of a request decided long ago is one line that says who decided", async () => {
  const lines = ["closed", "denied", "spam", "withdrawn", "expired", "given up"].map((name) => {
    const [but, history] = states[name] ?? [{}, []];
    const card = buildCard(aRequest({ ...base, ...but }), history, { audience: "admin", collapsed: true });
    return blocksAsText(renderCard(card).blocks);
  });
  await expect(lines.join("\n")).toMatchFileSnapshot("collapsed-cards.txt");
});

it("A digest of many requests lists those that are waiting, and who decided the others", async () => {
  const waiting = Array.from({ length: 13 }, (_, n) =>
    aRequest({
      id: n + 1,
      status: "waiting",
      stage: "await-admin",
      familyName: `Ash${n}`,
      warnings: n === 2 ? ["Odd."] : [],
    }),
  );
  const decided = [
    aRequest({ id: 20, status: "running", stage: "register", ...admin }),
    aRequest({ id: 21, status: "spam", decisions: { admin: decision("spam", "Ada Okafor") } }),
  ];
  const forPi = waiting.map((request) => ({ ...request, stage: "await-pi", waitsFor: "pi" }) as const);
  const byPi = aRequest({ id: 22, status: "running", decisions: { pi: decision("approved", "Bo Birch") } });
  const digests = [
    { audience: "admin", requests: [...waiting, ...decided] },
    { audience: "admin", requests: decided },
    { audience: "pi", requests: [...forPi, byPi] },
  ] as const;
  const pages = digests.map((digest) => blocksAsText(renderNotice(buildDigest(digest)).blocks));
  await expect(pages.join("\n\n")).toMatchFileSnapshot("digests.txt");
});
