import { describe, expect, it } from "vitest";
import { approvalsOf } from "../../dev/local-stack/approvals-of.ts";
import { renderCard } from "../../src/chat/slack/render-card.ts";
import { renderNotice } from "../../src/chat/slack/render-notice.ts";
import type { EventKind, StageName } from "../../src/db/names.ts";
import type { Event } from "../../src/db/tables/events.ts";
import type { GitLabAccount, Request } from "../../src/db/tables/requests.ts";
import { buildCard } from "../../src/view/card.ts";
import { buildDigest } from "../../src/view/digest.ts";
import { anApproval, aRequest } from "../a-request.ts";
import { blocksAsText } from "../blocks-as-text.ts";

const DAY_MS = 86_400_000;
const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 8, minute));
let seq = 0;
const event = (kind: EventKind, actorName: string, note = "", stage: StageName = "await-admin"): Event => ({
  id: ++seq,
  requestId: 7,
  personId: null,
  projectId: null,
  seq,
  at: at(seq),
  kind,
  stage,
  actor: actorName,
  actorName,
  note,
  detail: {},
});
const requested = event("requested", "Amy Ash");
const verified = event(
  "stage-done",
  "acct",
  "no existing account; username aash is available",
  "verify-identity",
);
const waits = event("waiting", "acct", "Waiting for an admin");
const approved = event("approved", "Ada Okafor");
const decision = (verdict: "approved" | "denied" | "spam", byName: string, reason?: string) =>
  anApproval({ verdict, by: byName, byName, at: at(9).toISOString(), ...(reason ? { reason } : {}) });
const byBo = { ...decision("approved", "Bo Birch"), name: "pi" };

const base: Partial<Request> = {
  required: approvalsOf({ account: ["admin", "pi"] }).account,
  details: {
    reason: "Light curves of <eclipsing> binaries.",
    organization: "Department of Physics",
    role: "Student",
  },
  plan: [
    { system: "registry", text: "account aash in project lab", isNew: true },
    { system: "LDAP", text: "person uid=aash", isNew: true },
    { system: "LDAP", text: "group lab with aash", isNew: false },
  ],
};
const admin = { approvals: [decision("approved", "Ada Okafor")] };
const founding: Partial<Request> = {
  kind: "project",
  details: { newProject: true, projectDescription: "Rocks that fell from the sky" },
  plan: [
    { system: "registry", text: "project astro with aash", isNew: true },
    { system: "registry", text: "amy@example.org becomes the PI of astro", isNew: true },
    { system: "OpenStack", text: "project astro", isNew: true },
    { system: "OpenStack", text: "quotas of astro: cores 20, RAM (GB) 50", isNew: true },
    { system: "OpenStack", text: "aash in the project astro", isNew: false },
  ],
};
const quotaChange: Partial<Request> = {
  kind: "quota",
  username: "aash",
  details: {
    reason: "A bigger simulation.",
    usage: ["cores: now 12 of 20 used, asks for 60", "Slurm: 3 running jobs with 12 CPUs, 2 queued"],
  },
  plan: [
    { system: "OpenStack", text: "cores 20 → 60", isNew: false },
    { system: "OpenStack", text: "RAM (GB) 40 → 120", isNew: false },
  ],
  quota: { requested: { cores: 60, ramMib: 122_880 }, until: "2026-04-01" },
};
const withRobots: Request["required"] = [
  { name: "admin", count: 1, from: [{ role: "admin", count: 0 }] },
  { name: "group robots", count: 1, from: [{ role: "robot-owners", count: 1 }] },
  { name: "pi", count: 1, from: [{ role: "pi", count: 0 }] },
];
const withSecurity = approvalsOf({
  account: [{ name: "Security", from: { group: "security" } }, "admin", "pi"],
}).account;

const returned: Event = {
  ...approved,
  kind: "undelivered",
  actorName: "acct",
  note: 'Could not deliver the message "welcome" to amy@example.org: their mail server returned it: "550 5.1.1 User unknown"',
  detail: { deadAddress: "amy@example.org", isRegistered: true },
};

const states: Record<string, [changes: Partial<Request>, history: Event[]]> = {
  "waiting for an admin": [{ status: "waiting", stage: "await-admin" }, [requested, verified, waits]],
  "waiting for an admin, with warnings, assigned": [
    {
      status: "waiting",
      stage: "await-admin",
      warnings: [
        "gmail.com is a public email provider.",
        "Someone with this name already has an account (aash2). Is it the same person?",
      ],
      assignee: { by: "U2", byName: "Grace Lindqvist", at: at(3).toISOString() },
    },
    [requested, verified, waits, event("claimed", "Grace Lindqvist")],
  ],
  "a question is open": [
    {
      status: "waiting",
      stage: "await-admin",
      question: { by: "U1", byName: "Ada Okafor", at: at(3).toISOString(), text: "Which software?" },
    },
    [requested, verified, event("asked", "Ada Okafor", "Which software?")],
  ],
  "waiting for the second of two admins": [
    {
      status: "waiting",
      stage: "await-admin",
      required: approvalsOf({ account: [{ from: "admin", count: 2 }, "pi"] }).account,
      ...admin,
    },
    [requested, verified, waits, approved],
  ],
  "waiting for a group and an admin": [
    { status: "waiting", stage: "await-admin", required: withSecurity },
    [requested, verified, waits],
  ],
  "only a group besides the project is missing, and the invitation counts as the PI's approval": [
    {
      status: "waiting",
      stage: "await-admin",
      required: withRobots,
      approvals: [decision("approved", "Ada Okafor")],
      warnings: ["Amy Ash already has two accounts."],
      details: { groups: ["robots"], invited: { by: "Henrik Hopper", counts: true } },
    },
    [requested, verified, event("approved", "Ada Okafor")],
  ],
  "those who decide about a group haven't replied, and someone who leads nothing has invited them": [
    {
      status: "waiting",
      stage: "await-admin",
      required: withRobots,
      approvals: [decision("approved", "Ada Okafor")],
      details: {
        groups: ["robots"],
        invited: { by: "Henrik Hopper", counts: false },
        groupsEscalatedAt: "2026-03-08T12:00:00.000Z",
      },
    },
    [requested, verified, event("approved", "Ada Okafor")],
  ],
  "the group has approved": [
    {
      status: "waiting",
      stage: "await-admin",
      required: withSecurity,
      approvals: [{ ...decision("approved", "Emma Noether"), name: "Security" }],
    },
    [requested, verified, { ...event("approved", "Emma Noether"), detail: { as: "Security" } }],
  ],
  "no one can decide it": [
    {
      status: "waiting",
      stage: "await-admin",
      warnings: [
        "No one can decide request 7: it needs the approval of another admin, and there aren't enough people who may give it. Add an admin on Slack.",
      ],
    },
    [requested, verified, waits],
  ],
  "the PI has not replied, and no one else can decide": [
    {
      status: "waiting",
      stage: "await-pi",
      ...admin,
      escalatedAt: new Date("2026-10-04T12:00:00Z"),
      details: {
        undecidable:
          "No one can decide request 7: it needs the approval of another admin, and there aren't enough people who may give it. Add an admin on Slack, or choose another PI.",
      },
    },
    [requested, verified, approved],
  ],
  "waiting for the PI": [{ status: "waiting", stage: "await-pi", ...admin }, [requested, verified, approved]],
  "the PI is not on Slack and was emailed": [
    {
      status: "waiting",
      stage: "await-pi",
      piUser: null,
      details: { ...base.details, piWait: "Waiting for Prof. Bo Birch (not on Slack, emailed) or an admin" },
      ...admin,
    },
    [requested, verified, approved],
  ],
  "the PI has not replied": [
    { status: "waiting", stage: "await-pi", escalatedAt: at(5), ...admin },
    [
      requested,
      approved,
      event("reminded", "acct", "Reminded Prof. Bo Birch", "await-pi"),
      event("escalated", "acct", "Prof. Bo Birch hasn't replied; an admin can decide now", "await-pi"),
    ],
  ],
  "being created": [
    { status: "running", stage: "create-accounts", ...admin },
    [requested, verified, approved],
  ],
  "failed, retrying": [
    { status: "running", stage: "create-accounts", attempt: 1 },
    [
      requested,
      approved,
      event(
        "stage-failed",
        "acct",
        "LDAP (ldaps://ldap) cannot be reached; retrying in 1 min",
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
    [requested, approved, event("stuck", "acct", "LDAP (ldaps://ldap) cannot be reached", "create-accounts")],
  ],
  "the requester's address is dead": [
    { status: "waiting", stage: "hand-over", ...admin },
    [requested, approved, returned],
  ],
  "waiting for the password": [{ status: "waiting", stage: "hand-over", ...admin }, [requested, approved]],
  "done, about to close": [
    { status: "waiting", stage: "close", runAt: new Date("2026-03-02T12:00:00Z"), ...admin },
    [requested, approved, event("waiting", "acct", "Closes in 1 day unless something happens", "close")],
  ],
  closed: [
    {
      status: "closed",
      stage: "close",
      approvals: [...admin.approvals, byBo],
    },
    [requested, approved, event("stage-done", "acct", "no activity for 1 day", "close")],
  ],
  denied: [
    {
      status: "refused",
      stage: "await-admin",
      problem: "Not our project.",
      approvals: [decision("denied", "Ada Okafor", "Not our project.")],
    },
    [requested, verified, event("denied", "Ada Okafor", "Not our project.")],
  ],
  spam: [
    { status: "spam", stage: "await-admin", approvals: [decision("spam", "Ada Okafor")] },
    [requested, verified, event("marked-as-spam", "Ada Okafor")],
  ],
  abandoned: [
    { status: "refused", stage: "create-accounts", problem: "The directory is being replaced." },
    [
      requested,
      approved,
      event("abandoned", "Ada Okafor", "The directory is being replaced.", "create-accounts"),
    ],
  ],
  corrected: [
    { status: "waiting", stage: "await-admin" },
    [
      requested,
      verified,
      event("corrected", "Ada Okafor", "username amyash → aash; end date none → 2027-01-31"),
    ],
  ],
  "waits for the person to confirm": [
    {
      status: "waiting",
      stage: "verify-identity",
      waitsFor: "confirmation",
      details: { onBehalf: { by: "UADA", byName: "Ada Okafor" } },
    },
    [event("requested", "Ada Okafor", "for Amy Ash")],
  ],
  withdrawn: [{ status: "withdrawn", stage: "await-admin" }, [requested, event("withdrawn", "Amy Ash")]],
  expired: [
    { status: "refused", stage: "await-admin", problem: "No one decided on it within 30 days" },
    [requested, event("expired", "acct", "No one decided on it within 30 days")],
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
    [requested, waits],
  ],
  "a membership": [
    {
      kind: "membership",
      status: "waiting",
      stage: "await-pi",
      required: approvalsOf({}).membership,
      plan: [{ system: "LDAP", text: "aash in the project lab", isNew: false }],
    },
    [requested],
  ],
  "an account on which only the PI decides": [
    { status: "waiting", stage: "await-pi", required: approvalsOf({ account: ["pi"] }).account },
    [requested],
  ],
  "a new project, waiting for an admin": [
    { ...founding, piName: null, piEmail: null, piUser: null, status: "waiting", stage: "await-admin" },
    [requested, waits],
  ],
  "a new project, waiting for the PI whom the founder named": [
    { ...founding, status: "waiting", stage: "await-pi", ...admin },
    [requested, approved],
  ],
  "a quota change, waiting for an admin": [
    { ...quotaChange, status: "waiting", stage: "await-admin" },
    [requested, waits],
  ],
  "a quota change, waiting for the PI": [
    { ...quotaChange, status: "waiting", stage: "await-pi", ...admin },
    [requested, approved],
  ],
  "a temporary quota change": [
    { ...quotaChange, status: "waiting", stage: "restore-quota", ...admin },
    [requested, approved],
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
  it("reads as approved, in every state", async () => {
    const pages = Object.entries(states).map(([name, [changes, history]]) => {
      const card = buildCard(aRequest({ ...base, ...changes }), history, {
        audience,
        expireAfter: 30 * DAY_MS,
      });
      const { blocks, text } = renderCard(card);
      return `== ${name}\n(${text})\n${blocksAsText(blocks)}\n`;
    });
    await expect(pages.join("\n")).toMatchFileSnapshot(`cards-for-${audience}.txt`);
  });
});

it("A card says first that this is a dry run, at every stage, but not once the request has ended", async () => {
  const held: [Partial<Request>, Event[]] = [
    { status: "waiting", stage: "confirm-plan", ...admin },
    [
      requested,
      approved,
      event(
        "waiting",
        "acct",
        "Waiting for the end of the dry run. It would create: LDAP: person uid=aash (new)",
      ),
    ],
  ];
  const shown = [
    ["admin", states["waiting for an admin"]],
    ["pi", states["waiting for the PI"]],
    ["admin", held],
    ["admin", states.closed],
  ] as const;
  const pages = shown.map(([audience, [changes, history] = [{}, []]]) => {
    const card = buildCard(aRequest({ ...base, ...changes }), history, { audience, dryRun: true });
    return blocksAsText(renderCard(card).blocks);
  });
  await expect(pages.join("\n\n")).toMatchFileSnapshot("cards-in-a-dry-run.txt");
});

it("Someone who decides for a PI sees why they were asked and what they can do", async () => {
  const [changes, history] = states["waiting for the PI"] ?? [{}, []];
  const delegated = { ...base, ...changes, delegates: [{ user: "UEMMA", name: "Emma Noether" }] };
  const managed = {
    ...delegated,
    delegates: [{ user: "UEMMA", name: "Emma Noether", role: "manager" as const }],
  };
  const passedOn = [...history, event("reassigned", "Henrik Hopper", "to Prof. Bo Birch", "await-pi")];
  const cards = [
    buildCard(aRequest(delegated), history, { audience: "pi", place: "UEMMA" }),
    buildCard(aRequest(delegated), history, { audience: "pi", place: "UBO" }),
    buildCard(aRequest(managed), history, { audience: "pi", place: "UEMMA" }),
    buildCard(aRequest({ ...base, ...changes }), passedOn, { audience: "pi", place: "UBO" }),
  ].map(renderCard);
  const pages = cards.map(({ text, blocks }) => `(${text})\n${blocksAsText(blocks)}`);
  await expect(pages.join("\n\n")).toMatchFileSnapshot("cards-for-delegates.txt");
});

it("Details shows the whole request, including what acct itself did", () => {
  const [changes, history] = states.closed ?? [{}, []];
  const request = aRequest({ ...base, ...changes });
  const whole = buildCard(request, history, { audience: "admin", whole: true });
  expect(whole).toMatchObject({ collapsed: false, reason: request.details.reason });
  expect(whole.plan).toHaveLength(request.plan.length);
  expect(whole.steps).toHaveLength(history.length);
  expect(whole.facts.map(({ label }) => label)).toEqual(
    expect.arrayContaining(["Requested", "Organization"]),
  );
});

it("A card that has ended collapses to one line that says who ended it", async () => {
  const lines = ["closed", "denied", "spam", "withdrawn", "expired", "abandoned"].map((name) => {
    const [changes, history] = states[name] ?? [{}, []];
    const card = buildCard(aRequest({ ...base, ...changes }), history, {
      audience: "admin",
      collapsed: true,
    });
    return blocksAsText(renderCard(card).blocks);
  });
  await expect(lines.join("\n")).toMatchFileSnapshot("collapsed-cards.txt");
});

it("A digest lists the waiting requests, and says who decided on the others", async () => {
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
    aRequest({ id: 21, status: "spam", approvals: [decision("spam", "Ada Okafor")] }),
  ];
  const forPi = waiting.map((request) => ({ ...request, stage: "await-pi", waitsFor: "pi" }) as const);
  const byPi = aRequest({ id: 22, status: "running", approvals: [byBo] });
  const digests = [
    { audience: "admin", requests: [...waiting, ...decided] },
    { audience: "admin", requests: decided },
    { audience: "pi", requests: [...forPi, byPi] },
  ] as const;
  const pages = digests.map((digest) => blocksAsText(renderNotice(buildDigest(digest)).blocks));
  await expect(pages.join("\n\n")).toMatchFileSnapshot("digests.txt");
});

it("The card of an offboarding says what the person has, what is left, and which projects lose their PI", async () => {
  const offboarding: Partial<Request> = {
    kind: "offboarding",
    stage: "remove-access",
    status: "running",
    project: null,
    piName: null,
    piEmail: null,
    piUser: null,
    details: {
      projectsWithoutPi: ["lab"],
      leaving: {
        newOwner: "ben",
        projects: ["lab"],
        counted: [
          {
            system: "Arvados",
            belongings: [
              { what: "collections", count: 40, fate: "moves" },
              { what: "tokens", count: 2, fate: "ends" },
            ],
          },
        ],
      },
    },
    plan: [
      { system: "Arvados", text: "collections (40) go to ben", isNew: false },
      { system: "Arvados", text: "tokens (2) end", isNew: false },
      { system: "LDAP", text: "aash is locked out and leaves every project", isNew: false },
      { system: "registry", text: "project lab loses its PI", isNew: false },
    ],
  };
  const opened = event("requested", "Ada Okafor", "remove the access of aash", "remove-access");
  const jobs =
    "Slurm, lab: 3 jobs still run of user aash in account lab (77, 78, 79), so Slurm keeps the association; new jobs are refused. Cancel them, or wait until they end";
  const away = "Locked out of OpenStack, Slurm. LDAP: failed: the server is down";
  const removed = "LDAP: uid=aash can no longer log in; LDAP, lab: uid=aash was removed from lab";
  const at = (kind: EventKind, note: string) => event(kind, "acct", note, "remove-access");
  const grown = "Not as approved, so nothing was removed: Arvados has collections (45), and had 40";
  const unowned = "collections (40) need another owner: ben has no account there";
  const undecided = { status: "waiting", waitsFor: "admin", stage: "await-admin" } as const;
  const leaving: [changes: Partial<Request>, history: Event[], whole?: boolean][] = [
    [undecided, [opened]],
    [
      {
        ...undecided,
        warnings: [
          "acct couldn't ask Arvados what they have there: the server is down. It asks again before anything is removed. While that fails, nothing is removed.",
        ],
      },
      [opened, event("sent-back", "acct", grown, "confirm-leaving")],
    ],
    [
      {
        ...undecided,
        waitsFor: "new-owner",
        stage: "count-belongings",
        plan: [{ system: "Arvados", text: unowned, isNew: false }],
      },
      [opened],
    ],
    [{}, [opened]],
    [{ problem: jobs }, [opened, at("waiting", jobs)]],
    [{ attempt: 1, problem: away }, [opened, at("stage-failed", `${away}; retrying in 1 min`)]],
    [{ status: "stuck", problem: `${away} (reference 7F3A00)` }, [opened, at("stuck", away)]],
    [{ status: "closed" }, [opened, at("stage-done", removed)]],
    [{ status: "closed" }, [opened, at("stage-done", removed)], true],
  ];
  const pages = leaving.map(([changes, history, whole = false]) => {
    const card = buildCard(aRequest({ ...offboarding, ...changes }), history, { audience: "admin", whole });
    const { blocks, text } = renderCard(card);
    return `(${text})\n${blocksAsText(blocks)}\n`;
  });
  await expect(pages.join("\n")).toMatchFileSnapshot("cards-of-an-offboarding.txt");
});

it("The cards of a suspension and of its end say what is locked, what is left, and why", async () => {
  const line = (system: string, text: string) => ({ system, text, isNew: false });
  const person: Partial<Request> = { project: null, piName: null, piEmail: null, piUser: null };
  const suspension: Partial<Request> = {
    ...person,
    kind: "suspension",
    stage: "suspend-access",
    status: "running",
    plan: [
      line("LDAP", "aash is locked out. Their password in LDAP is deleted."),
      line(
        "Mailing list",
        "acct can't lock anyone out there, so aash keeps their access until they are offboarded",
      ),
    ],
  };
  const resumption: Partial<Request> = {
    ...person,
    kind: "resumption",
    stage: "restore-access",
    status: "running",
    plan: [line("LDAP", "aash can log in again")],
  };
  const opened = event("requested", "Ada Okafor", "lock aash out of every system", "suspend-access");
  const restoring = event("requested", "Ada Okafor", "restore the access of aash", "restore-access");
  const away = "LDAP: failed: the server is down";
  const at = (kind: EventKind, note: string) => event(kind, "acct", note, "suspend-access");
  const locked = at("stage-done", "LDAP: uid=aash can no longer log in");
  const reason = event("reason-given", "Ada Okafor", "The key was stolen.", "suspend-access");
  const restored = event("stage-done", "acct", "LDAP: uid=aash can log in again", "restore-access");
  const shown: [changes: Partial<Request>, history: Event[], whole?: boolean][] = [
    [suspension, [opened]],
    [
      { ...suspension, attempt: 1, problem: away },
      [opened, at("stage-failed", `${away}; retrying in 1 min`)],
    ],
    [{ ...suspension, status: "closed" }, [opened, locked, reason]],
    [{ ...suspension, status: "closed" }, [opened, locked, reason], true],
    [resumption, [restoring]],
    [{ ...resumption, status: "closed" }, [restoring, restored]],
  ];
  const pages = shown.map(([changes, history, whole = false]) => {
    const card = buildCard(aRequest(changes), history, { audience: "admin", whole });
    const { blocks, text } = renderCard(card);
    return `(${text})\n${blocksAsText(blocks)}\n`;
  });
  await expect(pages.join("\n")).toMatchFileSnapshot("cards-of-a-suspension.txt");
});

it("The card of an account in GitLab says whose it is, what the rules found, and who decided", async () => {
  const dn = (uid: string) =>
    `cn=${uid},ou=Scientific and Technical Staff,ou=Department of Physics,ou=People,dc=research,dc=example,dc=org`;
  const group = (name: string) => `cn=${name},ou=groups,dc=research,dc=example,dc=org`;
  const account: GitLabAccount = {
    ...{ userId: 41, username: "ann.example", isAddressProven: false },
    createdAt: "2026-02-27T16:20:00.000Z",
  };
  const withLogin: GitLabAccount = { ...account, ldapDn: dn("Ann Example") };
  const isMember = `${dn("Ann Example")} is a member of ${group("staff")} (LDAP)`;
  const pending: Partial<Request> = {
    ...{ kind: "gitlab-account", status: "waiting", stage: "await-admin" },
    ...{ givenName: "Ann", familyName: "Example", email: "ann@example.org", username: null },
    ...{ project: null, piName: null, piEmail: null, piUser: null, requesterUser: null },
    required: approvalsOf({})["gitlab-account"],
    plan: [{ system: "GitLab", text: "@ann.example becomes active", isNew: false }],
  };
  const signedUp = event("requested", "GitLab", "as @ann.example on 2026-02-27");
  const noted = event("rule-noted", "the rule guests", `would have approved this: ${isMember}`);
  const findings = [
    `staff: no, because ${dn("Ann Example")} is not a member of ${group("staff")} (LDAP).`,
    "phabricator: unknown, because Phabricator did not answer within 10 s (Phabricator).",
  ];
  const unknown = ["staff: unknown, because no LDAP entry of this person is known (LDAP)."];
  const rejected = { ...withLogin, rejectedBy: "Ada Okafor" };
  const denied = event("denied", "Ada Okafor", "GitLab is asked to delete the account");
  const isDeleted = "Ada Okafor rejected it, and @ann.example is deleted in GitLab.";
  const byRule: Partial<Request> = {
    ...{ status: "closed", stage: "activate-in-gitlab", details: { gitlab: withLogin } },
    approvals: [anApproval({ by: "rule:staff", byName: "the rule staff" })],
  };
  const ruled = [signedUp, event("approved", "the rule staff", isMember)];
  const cards: Record<string, [changes: Partial<Request>, history: Event[], whole?: boolean]> = {
    "waiting, with findings": [{ details: { gitlab: withLogin, ruleFindings: findings } }, [signedUp, waits]],
    "waiting, with a rule in shadow": [
      { details: { gitlab: withLogin, ruleFindings: [`guests: yes, because ${isMember}.`] } },
      [signedUp, noted, waits],
    ],
    "without a login": [{ details: { gitlab: account, ruleFindings: unknown } }, [signedUp, waits]],
    "without a login, with a confirmed address": [
      {
        details: { gitlab: { ...account, isAddressProven: true }, ruleFindings: unknown },
        warnings: ["More than five people have signed up in GitLab within an hour."],
      },
      [signedUp, waits],
    ],
    "with another login, without rules": [
      { details: { gitlab: { ...account, login: "https://login.example.org 5f1c9a7e-0b1d" } } },
      [signedUp, waits],
    ],
    "approved by a rule": [byRule, ruled],
    "approved by a rule, in Details": [byRule, ruled, true],
    "approved by an admin": [
      { ...byRule, approvals: [anApproval()] },
      [signedUp, event("approved", "Ada Okafor")],
    ],
    "being rejected": [
      {
        ...{ status: "running", stage: "activate-in-gitlab", problem: "GitLab is deleting @ann.example" },
        details: { gitlab: rejected },
      },
      [signedUp, denied],
    ],
    rejected: [
      {
        ...{ status: "refused", stage: "activate-in-gitlab", problem: isDeleted },
        details: { gitlab: rejected },
      },
      [signedUp, denied, event("refused", "acct", isDeleted, "activate-in-gitlab")],
    ],
    "decided in GitLab itself": [
      { status: "closed", details: { gitlab: withLogin } },
      [signedUp, event("fulfilled", "acct", "@ann.example is active in GitLab, where someone has decided")],
    ],
  };
  const pages = Object.entries(cards).map(([name, [changes, history, whole = false]]) => {
    const request = aRequest({ ...pending, ...changes });
    const card = buildCard(request, history, { audience: "admin", expireAfter: 30 * DAY_MS, whole });
    const { blocks, text } = renderCard(card);
    return `== ${name}\n(${text})\n${blocksAsText(blocks)}\n`;
  });
  await expect(pages.join("\n")).toMatchFileSnapshot("cards-of-gitlab-accounts.txt");
});

it("The card of a review of trust says what a rule approved on, and what is found now", async () => {
  const found = {
    evidence: "uid=ann is a member of cn=staff (LDAP)",
    found: "uid=ann is not a member of cn=staff (LDAP)",
  };
  const review = {
    ...{ requestId: 3, rule: "staff", approvedAt: "2026-02-01T10:00:00.000Z" },
    ...found,
    gitlab: { userId: 5, username: "ann" },
  };
  const base: Partial<Request> = {
    ...{ kind: "trust-review", stage: "review-trust", status: "waiting", project: null, username: null },
    ...{ piName: null, piEmail: null, piUser: null, details: { review } },
  };
  const opened = event("requested", "the rule staff", "it approved request 3", "review-trust");
  const decided = event("trust-suspended", "Ada Okafor", "", "review-trust");
  const blocked = event("stage-done", "acct", "@ann is blocked in GitLab", "review-trust");
  const back = event("fulfilled", "acct", "the evidence is back: uid=ann is in cn=staff", "review-trust");
  const cards: [changes: Partial<Request>, history: Event[]][] = [
    [{}, [opened]],
    [{ username: "aash", details: { review: { ...review, gitlab: undefined } } }, [opened]],
    [{ status: "closed" }, [opened, decided, blocked]],
    [{ status: "closed" }, [opened, back]],
  ];
  const pages = cards.map(([changes, history]) => {
    const card = buildCard(aRequest({ ...base, ...changes }), history, {
      audience: "admin",
      expireAfter: 30 * 86_400_000,
    });
    const { blocks, text } = renderCard(card);
    return `(${text})\n${blocksAsText(blocks)}\n`;
  });
  await expect(pages.join("\n")).toMatchFileSnapshot("cards-of-a-review.txt");
});
