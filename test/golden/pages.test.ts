import formbody from "@fastify/formbody";
import { type FastifyInstance, fastify } from "fastify";
import { describe, expect, it } from "vitest";
import { CHOOSE_PI, publicFields } from "../../src/handlers/public-form.ts";
import { LANGUAGES } from "../../src/view/languages.ts";
import { logDays } from "../../src/view/public-log.ts";
import { applyPage } from "../../src/web/apply-page.ts";
import { fieldsInWords } from "../../src/web/apply-words.ts";
import { decisionRoutes } from "../../src/web/decision-routes.ts";
import { mountOf } from "../../src/web/mount.ts";
import {
  askPage,
  codePage,
  confirmPage,
  decisionPage,
  frontPage,
  localizedPage,
  logPage,
  passwordPage,
  piPage,
  requestPage,
  resetPage,
  type Site,
  signPage,
} from "../../src/web/pages.ts";
import { requestRoutes } from "../../src/web/request-routes.ts";
import { choosePageText } from "../../src/web/text/choose-page-text.ts";
import type { PageText } from "../../src/web/text/page-text.ts";
import { someRules } from "../in-memory/pipeline-deps.ts";
import { pageAsText } from "../page-as-text.ts";

const site: Site = {
  name: "Campus Research Computing",
  helpAddress: "help@example.org",
  timeZone: "Europe/Berlin",
  loginHelp: { text: "Use the portal.", url: "https://portal.example.org" },
  language: "en",
  mount: mountOf("https://accounts.example.org"),
};

const page = (name: string, html: string) => `== ${name}\n${pageAsText(html)}\n`;

const link = { token: "T", maxLength: 256, rules: undefined, about: [] };
const registry = { ...link, username: "aash", asksPin: true, minLength: 12, minStrength: 3 };

const question = { token: "T", project: "astro", email: "amy@example.org", asker: "Ada Okafor" };
const signed = {
  token: "T",
  name: "Amy Ash",
  documents: [
    {
      title: "Terms of use",
      version: "2026-1",
      hash: "a".repeat(64),
      blocks: [
        { kind: "heading", text: "Purpose" },
        { kind: "paragraph", text: "For research and teaching only." },
        { kind: "list", items: ["Don't share your password.", "Report problems."] },
      ],
    },
    {
      title: "User agreement",
      version: "",
      hash: "b".repeat(64),
      blocks: [{ kind: "paragraph", text: "<b>" }],
    },
  ],
} as const;
const linked = { token: "T", label: "aash", person: "Amy Ash", chatName: "Slack" };

const logged = {
  days: logDays(
    [
      { id: 2, at: new Date("2026-11-27T06:51:30Z"), name: "<ann>", rule: "staff", userId: "7" },
      { id: 1, at: new Date("2026-11-26T23:59:59Z"), name: "bo", userId: "8" },
    ],
    { showRule: true },
  ),
  older: "2026-11-26",
  isNewest: false,
};

const decision = {
  seen: "S",
  token: "T",
  title: "Amy Ash requested a quota change for lab",
  facts: [{ label: "Email", value: "amy@example.org" }],
  reason: "A bigger simulation.",
  plan: ["OpenStack: cores 20 → 60"],
  passesOn: true,
};
const followed = {
  ...{ token: "T", id: 7, state: "Waiting for your reply to Ada Okafor", withdrawable: true },
  question: { byName: "Ada Okafor", text: "Which software?" },
  steps: [{ text: "Requested by Amy Ash", at: "2026-03-02", iso: "2026-03-02T08:01:00.000Z" }],
};

const PUBLIC_FIELDS = publicFields({
  rules: someRules({
    asksSshKey: true,
    otherGroups: [{ name: "robots", title: "Robot lab", system: "ldap", decider: "admin" }],
  }),
});
const APPLY_ERRORS = {
  familyName: "Last name has more than 64 characters.",
  project: "There's no project called lab. Check the name, or start a new project.",
  piEmail: CHOOSE_PI,
  reason: "Please fill in this field.",
  username: "The username aash is taken.",
  sshPublicKey: "Public SSH key is not a public SSH key such as ssh-ed25519 AAAA… me@laptop.",
  pin: "PIN must be 4 to 8 digits.",
};

/** The public form, or the page where its answers are corrected. */
function applicationPage(filled: Parameters<typeof fieldsInWords>[1], pageText: PageText): string {
  const { title, line, submit, correctTitle, correctLine, save } = pageText.apply;
  return applyPage(site, pageText, {
    ...{ token: "T", action: "/apply/form", fields: fieldsInWords(PUBLIC_FIELDS, filled, pageText) },
    ...(filled.keepsPin
      ? { title: correctTitle, lines: [correctLine], submit: save }
      : { title, lines: [line("amy@example.org")], submit }),
  });
}

/** Every page that links lead to, in one language. */
function allPages(pageText: PageText): string[] {
  const { problem, dead, done, renew, reset, code, address, login, signIn, pi, page: form } = pageText;
  const { decision: texts, request: own, askForLink: ask, apply } = pageText;
  const message = (title: string, ...lines: string[]) => localizedPage(site, pageText, { title, lines });
  return [
    page("/password", passwordPage(site, pageText, registry)),
    page(
      "/password of setpass",
      passwordPage(site, pageText, {
        ...link,
        username: undefined,
        asksPin: true,
        minLength: undefined,
        minStrength: undefined,
      }),
    ),
    page(
      "/password, with problems",
      passwordPage(site, pageText, {
        ...registry,
        problems: {
          pin: problem.wrongPin(2),
          password: problem.tooShort(12),
          confirm_password: problem.mismatch,
        },
      }),
    ),
    page(
      "/password, refused by a system",
      passwordPage(site, pageText, {
        ...registry,
        problems: {
          password: {
            before: problem.refused("OpenStack"),
            quoted: "The password has been used before.",
            after: problem.taken("LDAP"),
          },
        },
      }),
    ),
    `== problems of fields\n${[problem.missing, problem.wrongPin(1), problem.tooLong(256), problem.tooWeak(form.strengths[3])].join("\n")}\n`,
    page(
      "the password is set",
      message(done.title, done.logIn("aash"), done.logIn(undefined), done.later("OpenStack")),
    ),
    ...Object.entries(dead).map(([kind, { title, line }]) =>
      page(`a link that is ${kind}`, message(title, line)),
    ),
    page(
      "a link that can be renewed",
      localizedPage(site, pageText, {
        title: dead.expired.title,
        lines: [dead.expired.line, renew.offer],
        offer: { action: "/password/again", token: "T", submit: renew.submit },
      }),
    ),
    page("renewed", message(renew.sent, renew.sentLine)),
    page("renewed before", message(renew.sentBefore, renew.newest)),
    `== the link to /reset\n${renew.ask}\n`,
    page("the front page", frontPage(site, pageText, { canAsk: true, canApply: true })),
    ...(["apply", "status"] as const).map((purpose) =>
      page(`/${purpose}`, askPage(site, pageText, { purpose, stamp: "S", language: pageText.language })),
    ),
    `== other texts of /apply and /status\n${[ask.badAddress, ask.trapped, ask.quick, ask.old, ask.network, ask.everywhere].join("\n")}\n`,
    ...[ask.applySent, ask.statusSent].map((line) =>
      page("the link is on its way", message(ask.sent, line, ask.spam)),
    ),
    page("/apply/form", applicationPage({ values: {}, errors: {}, keepsPin: false }, pageText)),
    page(
      "/apply/form, with problems",
      applicationPage({ values: { givenName: "Amy" }, errors: APPLY_ERRORS, keepsPin: false }, pageText),
    ),
    page(
      "/request/correct",
      applicationPage({ values: { givenName: "Amy" }, errors: {}, keepsPin: true }, pageText),
    ),
    page(
      "/request/correct, too late",
      localizedPage(site, pageText, {
        title: apply.late.title,
        lines: [apply.late.line],
        kept: { heading: apply.late.typed, answers: [{ label: "…", value: "…" }] },
        link: { href: "/request", label: apply.late.back },
      }),
    ),
    ...Object.entries(apply.dead).map(([kind, { title, line }]) =>
      page(`a link to the form that is ${kind}`, message(title, line, apply.askAgain)),
    ),
    page(
      "/confirm",
      localizedPage(site, pageText, {
        title: address.title,
        lines: [address.line("amy@example.org", site.name), address.notYou],
        offer: { action: "/confirm", token: "T", submit: address.submit },
        link: { href: "/login", label: login.signIn("Campus SSO") },
      }),
    ),
    page("the address is confirmed", message(address.done, address.doneLine)),
    page("nothing to confirm", message(address.ended.title, address.ended.line)),
    ...[login.failed, login.other].map(({ title, line }) =>
      page(
        "/login/callback",
        localizedPage(site, pageText, {
          title,
          lines: [line],
          link: { href: "/confirm", label: login.back },
        }),
      ),
    ),
    page(
      "/signin",
      localizedPage(site, pageText, {
        title: signIn.title("Campus SSO"),
        lines: [signIn.line("Amy Ash", "Slack"), signIn.notYou],
        link: { href: "/signin/start", label: signIn.start("Campus SSO") },
      }),
    ),
    ...Object.entries(signIn.results).map(([kind, result]) => {
      const { title, line } = result("Slack");
      return page(`a sign-in: ${kind}`, message(title, line));
    }),
    page("/reset", resetPage(site, pageText, { asksPin: true, isAlone: false })),
    page(
      "/reset at a help desk, with problems",
      resetPage(site, pageText, {
        asksPin: true,
        isAlone: true,
        problems: { name: problem.missing, confirm_email: reset.emailsDiffer, pin: reset.pinDigits },
      }),
    ),
    page("sent", message(reset.sent, reset.sentLine)),
    page("sent to a help desk", message(reset.sent, reset.forwardedLine)),
    page("/reset/confirm", confirmPage(site, pageText, { token: "T", username: "aash" })),
    page("confirmed", message(reset.confirmed, reset.confirmedLine)),
    page("/link", codePage(site, pageText, linked)),
    page("/link, with a problem", codePage(site, pageText, { ...linked, problem: code.wrong(4) })),
    `== the last attempt\n${code.wrong(1)}\n`,
    page("linked", message(code.done, code.doneLine("Slack"))),
    ...Object.entries(code.dead).map(([kind, write]) =>
      page(`a link with a code that is ${kind}`, message(write("Slack").title, write("Slack").line)),
    ),
    page("/decide", decisionPage(site, pageText, decision)),
    page(
      "/decide, with a problem",
      decisionPage(site, pageText, { ...decision, problem: texts.reasonMissing }),
    ),
    page("/decide, about a group", decisionPage(site, pageText, { ...decision, passesOn: false })),
    `== other problems at /decide\n${[texts.tooLong(1000), texts.choose, texts.late, ...Object.values(texts.contradictions)].join("\n")}\n`,
    ...Object.values(texts.done).map(({ title, line }) => page("decided", message(title, line))),
    `== reassigned to someone\n${texts.reassignedTo("emma@example.org")}\n`,
    ...Object.entries(texts.dead).map(([kind, { title, line }]) =>
      page(`a link to /decide that is ${kind}`, message(title, line)),
    ),
    page("/request", requestPage(site, pageText, followed)),
    page(
      "/request, with a problem",
      requestPage(site, pageText, { ...followed, question: null, typed: "x", problem: own.replyMissing }),
    ),
    `== other texts of /request\n${[own.tooLong(3000), own.choose, own.thanks, ...Object.values(own.done)].join("\n")}\n`,
    ...Object.entries(own.dead).map(([kind, { title, line }]) =>
      page(`a link to /request that is ${kind}`, message(title, line)),
    ),
    page("/agreements", signPage(site, pageText, signed)),
    page(
      "/agreements, with a problem",
      signPage(site, pageText, {
        ...signed,
        documents: signed.documents.slice(0, 1),
        problem: pageText.sign.changed,
        checked: ["a".repeat(64)],
      }),
    ),
    ...[pageText.sign.done, pageText.sign.nothing].map(({ title, line }) =>
      page("/agreements, when nothing is left", message(title, line)),
    ),
    `== other texts of /agreements\n${[pageText.sign.choose, pageText.sign.late, pageText.sign.open].join("\n")}\n`,
    page("/log", logPage(site, pageText, { ...logged, title: pageText.log.title })),
    page(
      "/log, without entries",
      logPage(site, pageText, { title: pageText.log.title, days: [], older: undefined, isNewest: true }),
    ),
    page("/pi", piPage(site, pageText, question)),
    page("yes", message(pi.done, pi.claimedLine)),
    page("no", message(pi.done, pi.declinedLine)),
    ...Object.entries(pi.dead).map(([kind, { title, line }]) =>
      page(`a question to a PI that is ${kind}`, message(title, line)),
    ),
  ];
}

describe.each(LANGUAGES)("the pages in the language %s", (language) => {
  it("read as approved", async () => {
    const pages = allPages(choosePageText(language, "en"));
    await expect(pages.join("\n")).toMatchFileSnapshot(`pages-${language}.txt`);
  });
});

const asBrowser = { accept: "text/html" };

/** Returns the pages that `/decide` or `/request` shows for these GETs and forms. No port is opened. */
async function visit(
  routes: (app: FastifyInstance) => Promise<void>,
  path: string,
  visits: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Promise<string[]> {
  const app = fastify();
  await app.register(formbody);
  await app.register(routes);
  const pages: string[] = [];
  for (const [name, { token = "", ...form }] of Object.entries(visits)) {
    const isForm = Object.keys(form).length > 0;
    const { body } = await app.inject(
      isForm
        ? {
            method: "POST",
            url: path,
            headers: { "content-type": "application/x-www-form-urlencoded" },
            payload: new URLSearchParams({ token, ...form }).toString(),
          }
        : { method: "GET", url: token ? `${path}?token=${token}` : path, headers: token ? {} : asBrowser },
    );
    pages.push(page(`${path}, ${name}`, body));
  }
  await app.close();
  return pages;
}

it("The page for a decision by link reads as approved", async () => {
  const card = {
    title: "Amy Ash requested a quota change for lab",
    facts: [
      { label: "State", value: "Waiting for Prof. Bo Birch" },
      { label: "Email", value: "amy@example.org" },
    ],
    reason: "A bigger simulation.",
    plan: ["OpenStack: cores 20 → 60"],
    buttons: [{ action: "approve" }, { action: "reassign" }],
  };
  const late = "Ada Okafor already denied request 7.";
  const pages = await visit(
    (app) =>
      decisionRoutes(app, {
        site,
        links: {
          inspect: async (token) =>
            token === "unknown" || token === "expired" || token === "replaced"
              ? { kind: token }
              : { kind: token === "decided" ? token : "open", card, seen: "S" },
          decide: async (token) => (token === "late" ? late : undefined),
          reassign: async (_, named) =>
            named.includes("@") ? {} : named === "" ? {} : { error: "Please enter an email address." },
        },
      }),
    "/decide",
    {
      open: { token: "open" },
      "without a token": {},
      unknown: { token: "unknown" },
      expired: { token: "expired" },
      replaced: { token: "replaced" },
      decided: { token: "decided" },
      approved: { token: "open", verdict: "approved" },
      "denied without a reason": { token: "open", verdict: "denied" },
      denied: { token: "open", verdict: "denied", reason: "Not our project." },
      "not mine": { token: "open", verdict: "reassign" },
      "passed on": { token: "open", verdict: "reassign", other: "emma@example.org" },
      "without a choice": { token: "open", verdict: "" },
      "approved with a reason": { token: "open", verdict: "approved", reason: "No." },
      "approved with a person": { token: "open", verdict: "approved", other: "emma@example.org" },
      "denied with a person": { token: "open", verdict: "denied", other: "emma@example.org" },
      "passed on with a reason": { token: "open", verdict: "reassign", reason: "No." },
      "too late": { token: "late", verdict: "approved" },
    },
  );
  await expect(pages.join("\n")).toMatchFileSnapshot("page-decide.txt");
});

it("The page for a requester's link reads as approved", async () => {
  const shown = {
    kind: "shown",
    id: 7,
    state: "Waiting for your reply to Ada Okafor",
    withdrawable: true,
    question: { byName: "Ada Okafor", text: "Which software?" },
    steps: [{ text: "Requested by Amy Ash", at: new Date("2026-03-02T08:01:00Z") }],
  } as const;
  const pages = await visit(
    (app) =>
      requestRoutes(app, {
        site,
        links: {
          inspect: async (token) =>
            token === "unknown" || token === "expired" || token === "replaced" ? { kind: token } : shown,
          answer: async (token) => (token === "late" ? "This has already been answered." : undefined),
          withdraw: async () => undefined,
        },
      }),
    "/request",
    {
      shown: { token: "shown" },
      unknown: { token: "unknown" },
      replaced: { token: "replaced" },
      "answered without text": { token: "shown", action: "answer" },
      answered: { token: "shown", action: "answer", answer: "GROMACS." },
      "answered too late": { token: "late", action: "answer", answer: "GROMACS." },
      withdrawn: { token: "shown", action: "withdraw" },
      "without a choice": { token: "shown", action: "" },
    },
  );
  await expect(pages.join("\n")).toMatchFileSnapshot("page-request.txt");
});
