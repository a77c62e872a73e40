import { randomUUID } from "node:crypto";
import { chatOf } from "../../chat/chat-of.ts";
import { recordRegistryEvent } from "../../db/apply-change.ts";
import { inTransaction } from "../../db/client.ts";
import { isOffboarded } from "../../db/deciders.ts";
import { findPerson } from "../../db/find-person.ts";
import { insertNotification } from "../../db/notifications.ts";
import { insertPiClaim } from "../../db/pi-claims.ts";
import { findProject } from "../../db/projects.ts";
import { fullName } from "../../view/full-name.ts";
import { type EventActor, eventBy } from "../engine/changes.ts";
import { findInChat } from "../links/find-in-chat.ts";
import { describePerson } from "../merge-people.ts";
import { hashToken, piToken } from "../passwords/password-token.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { expireUnanswered } from "./expire-unanswered.ts";

/** The person has this long to answer. */
export const PI_CLAIM_MS = 14 * 86_400_000;

export type AskPiDeps = Pick<PipelineDeps, "db" | "now" | "chat" | "secretKey" | "directory" | "rules">;

export type AskedPi =
  /** `where` says how: "in Slack", or "by email to" with the address. */
  | { readonly kind: "asked"; readonly name: string; readonly where: string }
  /** `why` is a sentence for the admin that says what to do. */
  | { readonly kind: "refused"; readonly why: string };

/**
 * Asks a person whether they are the PI of a project that has none: in the chat if they are there, and otherwise by email to the
 * address that the registry or the campus directory has. Their yes gives no rights; see `decide-claim.ts`.
 */
export async function askPi(
  projectName: string,
  who: string,
  by: EventActor,
  deps: AskPiDeps,
): Promise<AskedPi> {
  const { db, now, rules, secretKey } = deps;
  const project = await findProject(db, projectName.toLowerCase());
  const refused = (why: string) => ({ kind: "refused", why }) as const;
  if (!project) return refused(`The registry has no project called ${projectName}.`);
  if (rules.projects[project.name])
    return refused(`acct.yml names the PI of ${project.name}, under "projects". Change it there.`);
  if (project.piName !== null)
    return refused(
      `${project.piName || project.piEmail} is the PI of ${project.name} already. To replace them, use acct project set-pi.`,
    );
  const person = await findPiCandidate(who, deps);
  if ("why" in person) return refused(person.why);
  const found = await findInChat(person.email, deps);
  const chatUser = found.kind === "found" ? found.actor.user : null;
  const id = randomUUID();
  const createdAt = now();
  const expiresAt = new Date(createdAt.getTime() + PI_CLAIM_MS);
  const { name, email, personId } = person;
  const isAsked = await inTransaction(db, async (tx) => {
    // A question that has just expired would count as open.
    await expireUnanswered(tx, createdAt, rules);
    const isNew = await insertPiClaim(tx, {
      ...{ id, projectId: project.id, personId, name, email, chatUser, createdAt, expiresAt },
      tokenHash: hashToken(piToken(secretKey, id)),
      proposedBy: by.id,
      proposedByName: by.name,
    });
    if (!isNew) return false;
    const event = eventBy(by, "pi-proposed", `${name} (${email}) for ${project.name}`);
    await recordRegistryEvent(tx, { kind: "project", id: project.id }, event, createdAt);
    const data = { project: project.name, by: by.name, claim: id, until: expiresAt.toISOString() };
    await insertNotification(
      tx,
      {
        ...{ key: `ask-pi:${id}`, template: "ask-pi", via: chatUser ? "either" : "email" },
        ...{ toName: name, toEmail: email, toUser: chatUser, data },
      },
      createdAt,
    );
    return true;
  });
  if (!isAsked)
    return refused(`We've already asked ${name} about ${project.name}. The answer is still open.`);
  const where = chatUser === null ? `by email to ${email}` : `in ${chatOf(deps.chat, chatUser).name}`;
  return { kind: "asked", name, where };
}

interface Candidate {
  readonly name: string;
  readonly email: string;
  /** Null if only the campus directory knows them. */
  readonly personId: number | null;
}

/** Finds who is meant, by the registry or by the campus directory. An address that neither knows could be anyone's. */
async function findPiCandidate(
  who: string,
  { db, directory }: AskPiDeps,
): Promise<Candidate | { readonly why: string }> {
  const person = await findPerson(db, who);
  if (person && person.email === null)
    return {
      why: `${describePerson(person)} has no email address, so acct can't ask them. Add one first: acct person set-email.`,
    };
  const address = person?.email ?? (who.includes("@") ? who : undefined);
  if (address === undefined)
    return { why: `The registry has no one called ${who}. Check the username, or give an email address.` };
  if (await isOffboarded(db, { email: address }))
    return { why: `${address} was offboarded. Name someone else, or run acct resume first.` };
  const found = await directory?.findByEmail(address);
  if (found?.answer === "found" && found.person.active === false)
    return {
      why: `${address} isn't active in ${directory?.name} (${found.person.evidence}). Name someone else.`,
    };
  if (person) {
    const name = fullName(person) || address;
    return { name, email: address, personId: person.id };
  }
  if (found?.answer === "found") {
    const email = found.person.emails.find((one) => one === address.toLowerCase()) ?? address;
    return { name: fullName(found.person) || email, email, personId: null };
  }
  if (found?.answer === "unknown")
    return { why: `${directory?.name} can't tell who ${who} is right now: ${found.why} Try again later.` };
  const places = directory ? `Neither the registry nor ${directory.name} has` : "The registry doesn't have";
  return { why: `${places} the address ${who}. Check the spelling, or add the person with acct adopt.` };
}
