import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import {
  closeAccount,
  findFormerOrAccount,
  markErased,
  markSuspended,
  reopenAccount,
} from "../../../src/db/accounts.ts";
import { insertAsk } from "../../../src/db/agreement-asks.ts";
import { activateChatLink, addAutoLink, freezeAutoLink, listLinksOf } from "../../../src/db/chat-links.ts";
import { insertMembership } from "../../../src/db/memberships.ts";
import { consumeLink, type LeftAfterUse, openPasswordLink } from "../../../src/db/password-links.ts";
import { adoptProject } from "../../../src/db/projects.ts";
import type { Request } from "../../../src/db/tables/requests.ts";
import { explainAccess, firstMissing } from "../../../src/pipeline/why/explain-access.ts";
import { findSubject } from "../../../src/pipeline/why/find-subject.ts";
import { anAgreement } from "../../agreements/an-agreement.ts";
import { aStoredRequest } from "../../handlers/a-stored-request.ts";
import { ada } from "../../handlers/an-interaction.ts";
import { DAY, inMemoryDeps, later, START } from "../../in-memory/pipeline-deps.ts";
import { anAccount } from "../../in-registry.ts";
import { newDatabase } from "../../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());
const deps = inMemoryDeps(db, { agreements: [anAgreement({ name: "rules", title: "Rules of use" })] });
const { system } = deps;

/** Someone who can log in: they have everything, in acct and in LDAP. */
async function someone(username: string, user: string | null = `slack:U${username.toUpperCase()}`) {
  const registered = await anAccount(db, username, { project: { name: "astro" } });
  const { account, project } = registered;
  await system.ensure(account, project);
  if (user) await activateChatLink(db, account.personId, user, { verifiedBy: "chat", now: START });
  const openLink = async (but: Partial<Request> = {}, expiresAt = later(DAY), createdAt = START) => {
    const request = await aStoredRequest(db, {
      kind: "password",
      stage: "hand-over",
      status: "closed",
      email: account.email,
      username,
      ...but,
    });
    const tokenHash = Buffer.from(randomUUID());
    const link = { id: randomUUID(), requestId: request.id, accountId: account.id, tokenHash };
    const opened = await openPasswordLink(db, { ...link, createdAt, expiresAt });
    if (!opened) throw new Error("no link");
    return opened;
  };
  return {
    account,
    project,
    openLink,
    setPassword: async (left?: LeftAfterUse) => consumeLink(db, await openLink(), START, left),
    current: async () => (await findFormerOrAccount(db, username)) ?? account,
  };
}

async function whole(username: string) {
  const person = await someone(username);
  await person.setPassword();
  return person;
}

const linksOf = async (who: string, project?: string) => {
  const subject = await findSubject(db, who, project);
  return explainAccess(
    subject ?? { account: undefined, personId: undefined, users: [], emails: [who], project },
    deps,
  );
};

/** What is wrong in one world, and the one right answer: the first link that is missing, and what fixes it. */
interface World {
  readonly title: string;
  build(username: string): Promise<unknown>;
  readonly project?: string;
  /** By address, if there is no account. */
  readonly byEmail?: true;
  readonly answer: string | undefined;
  readonly own?: readonly string[];
  readonly admin?: readonly string[];
}

const request = (username: string, but: Partial<Request>) =>
  aStoredRequest(db, { email: `${username}@example.org`, username, ...but });
const nothingLeft = { pending: [], noLogin: [], sealedPassword: null };

const worlds: readonly World[] = [
  { title: "everything is there", build: whole, answer: undefined },
  {
    title: "no one has asked for an account",
    build: async () => undefined,
    byEmail: true,
    answer: "account",
    own: ["request-account"],
  },
  {
    title: "a request waits for an admin",
    build: (name) => request(name, { status: "waiting", stage: "await-admin", waitsFor: "admin" }),
    byEmail: true,
    answer: "request",
    own: [],
    admin: ["approve", "deny", "spam", "ask", "amend", "claim", "details"],
  },
  {
    title: "a request waits for its PI",
    build: (name) =>
      request(name, { status: "waiting", stage: "await-pi", waitsFor: "pi", piUser: "slack:UBO" }),
    byEmail: true,
    answer: "request",
    own: [],
    admin: ["ask", "amend", "change-pi", "details"],
  },
  {
    title: "a request waits for the requester's reply",
    build: (name) =>
      request(name, {
        ...{ status: "waiting", stage: "await-admin", waitsFor: "admin" },
        question: { by: ada.user, byName: ada.name, text: "Who?", at: START.toISOString() },
      }),
    byEmail: true,
    answer: "request",
    own: ["answer"],
  },
  {
    title: "a request is stuck in a system",
    build: (name) => request(name, { status: "stuck", stage: "create-accounts", problem: "LDAP is away" }),
    byEmail: true,
    answer: "request",
    own: [],
    admin: ["retry", "abandon", "details"],
  },
  {
    title: "the last request was denied",
    build: (name) => request(name, { status: "refused", stage: "await-admin", problem: "not one of us" }),
    byEmail: true,
    answer: "account",
    own: ["request-account"],
  },
  {
    title: "a request waits for a signature",
    build: async (name) => {
      await whole(name);
      await request(name, { status: "waiting", stage: "await-agreements", waitsFor: "signature" });
    },
    answer: "signatures",
    own: ["sign"],
  },
  {
    title: "someone is locked out because they haven't signed",
    build: async (name) => {
      const { account } = await whole(name);
      const ask = { personId: account.personId, agreement: "rules", version: "2", suspendedAt: START };
      await insertAsk(db, ask, START);
    },
    answer: "signatures",
    own: ["sign"],
  },
  {
    title: "an account is suspended",
    build: async (name) => markSuspended(db, (await whole(name)).account.id, START),
    answer: "suspension",
    own: [],
    admin: ["resume"],
  },
  {
    title: "an account was offboarded",
    build: async (name) => closeAccount(db, (await whole(name)).account.id, START),
    answer: "suspension",
    own: [],
    admin: ["resume"],
  },
  {
    title: "an account was deleted",
    build: async (name) => {
      const { account } = await whole(name);
      await closeAccount(db, account.id, START);
      await markErased(db, account.id, START);
    },
    answer: "suspension",
    own: [],
    admin: [],
  },
  {
    title: "an account isn't restored everywhere yet",
    build: async (name) => reopenAccount(db, (await whole(name)).account.id, { LDAP: "open" }),
    answer: "suspension",
    own: [],
    admin: ["resume"],
  },
  {
    title: "the link to set a password wasn't used",
    build: async (name) => (await someone(name)).openLink(),
    answer: "first-password",
    own: ["reset-password"],
    admin: ["reset-password"],
  },
  {
    title: "the link to set a password has expired",
    build: async (name) => (await someone(name)).openLink({}, START),
    answer: "first-password",
    own: ["reset-password"],
    admin: ["reset-password"],
  },
  {
    title: "no link was ever sent",
    build: (name) => someone(name),
    answer: "first-password",
    own: ["reset-password"],
  },
  {
    title: "a system doesn't have the new password yet",
    build: async (name) => (await someone(name)).setPassword({ ...nothingLeft, pending: ["LDAP"] }),
    answer: "first-password",
    own: [],
    admin: [],
  },
  {
    title: "no login works with the new password",
    build: async (name) => (await someone(name)).setPassword({ ...nothingLeft, noLogin: ["LDAP"] }),
    answer: "first-password",
    own: [],
    admin: ["reset-password"],
  },
  {
    title: "an account that came back has no new password",
    build: async (name) => {
      const person = await whole(name);
      await person.openLink({ details: { resumed: true } }, later(DAY), later(1));
    },
    answer: "first-password",
    own: ["reset-password"],
  },
  {
    title: "a second link doesn't matter while the first password works",
    build: async (name) => (await whole(name)).openLink({}, later(DAY), later(1)),
    answer: undefined,
  },
  {
    title: "someone isn't a member of the project",
    build: whole,
    project: "comets",
    answer: "member",
    own: ["request-membership"],
    admin: [],
  },
  { title: "there is no such project", build: whole, project: "nowhere", answer: "member" },
  {
    title: "a membership has ended",
    build: async (name) => {
      const { account } = await whole(name);
      const ended = { projectId: comets.id, source: "request", createdAt: START, endsAt: START } as const;
      await insertMembership(db, { ...ended, personId: account.personId, accountId: account.id });
    },
    project: "comets",
    answer: "member",
    own: ["request-membership"],
  },
  {
    title: "a request to join the project waits for its PI",
    build: async (name) => {
      await whole(name);
      const open = { status: "waiting", stage: "await-pi", waitsFor: "pi" } as const;
      await request(name, { kind: "membership", project: "comets", ...open });
    },
    project: "comets",
    answer: "member",
    own: [],
  },
  {
    title: "a request to join another project is all that is open",
    build: async (name) => {
      await whole(name);
      const open = { status: "waiting", stage: "await-pi", waitsFor: "pi" } as const;
      await request(name, { kind: "membership", project: "comets", ...open });
    },
    answer: "open-request",
    own: [],
  },
  {
    title: "a system doesn't know the person",
    build: async (name) => {
      await whole(name);
      system.people.delete(name);
    },
    answer: "LDAP check",
    own: [],
    admin: [],
  },
  {
    title: "an admin of a system has locked the person",
    build: async (name) => {
      await whole(name);
      const person = system.people.get(name);
      if (person) person.isLockedByAdmin = true;
    },
    answer: "LDAP lock",
    own: [],
  },
  {
    title: "a system has taken the person out of the project",
    build: async (name) => {
      const { account, project } = await whole(name);
      await system.leave(account, project);
    },
    answer: "LDAP check",
    own: [],
  },
  {
    title: "the link to the chat is paused",
    build: async (name) => {
      const { account, openLink } = await someone(name, null);
      await consumeLink(db, await openLink(), START);
      await addAutoLink(db, account.personId, `slack:${name}`, START);
      const [link] = await listLinksOf(db, `slack:${name}`);
      await freezeAutoLink(db, link?.id ?? 0);
    },
    answer: "identity",
    own: [],
  },
];

const comets = await adoptProject(db, {
  name: "comets",
  gidNumber: 5900,
  description: "",
  source: "request",
  createdAt: START,
});

describe("Of everything that can be missing, the first link is named, with the button that fixes it", () => {
  it.for(worlds.map((world, index) => [world.title, world, `w${index}`] as const))(
    "%s",
    async ([, world, username]) => {
      await world.build(username);
      const links = await linksOf(world.byEmail ? `${username}@example.org` : username, world.project);
      const first = firstMissing(links);
      const answer = first && [first.system, first.name].filter(Boolean).join(" ");
      expect(answer).toBe(world.answer);
      const actions = (buttons: readonly { action: string }[] = []) => buttons.map(({ action }) => action);
      if (world.own) expect(actions(first?.ownButtons)).toEqual(world.own);
      if (world.admin) expect(actions(first?.adminButtons)).toEqual(world.admin);
    },
  );
});
