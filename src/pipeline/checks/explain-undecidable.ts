import { type Actor, AwayError, BusyError } from "../../chat/chat.ts";
import { isOffboarded } from "../../db/deciders.ts";
import type { Request, RequiredApproval } from "../../db/tables/requests.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { approvalsMissing, type GivenApproval } from "./approvals-missing.ts";
import { isRequester } from "./deciders.ts";
import { validApprovals } from "./required-approvals.ts";
import { rolesOf } from "./roles.ts";
import { isSamePerson } from "./same-person.ts";

type UndecidableDeps = Pick<PipelineDeps, "db" | "chat" | "rules">;

/**
 * Explains to the admins why no one can complete these approvals: everyone who could is the requester, has approved already, was
 * offboarded, or isn't in the chat. Returns undefined if there are enough people, or if the chat can't say now.
 */
export async function explainUndecidable(
  request: Request,
  open: readonly RequiredApproval[],
  deps: UndecidableDeps,
): Promise<string | undefined> {
  try {
    for (const required of open) {
      if (!(await canBeGiven(required, request, deps)))
        return sentenceAbout(required, request, deps.chat.name);
    }
  } catch (error) {
    // Everyone can be asked anyway, and the check is repeated when the request comes back here.
    if (!(error instanceof AwayError || error instanceof BusyError)) throw error;
  }
  return undefined;
}

async function canBeGiven(
  required: RequiredApproval,
  request: Request,
  deps: UndecidableDeps,
): Promise<boolean> {
  const valid = validApprovals(request);
  const { distinctPeople } = deps.rules.approvals;
  const possible: GivenApproval[] = [];
  for (const { role } of required.from) {
    for (const name of await listPeople(role, deps)) {
      const person = await findMember(name, deps);
      if (!person || isRequester({ user: person.user, email: person.email ?? null }, request)) continue;
      const hasApproved = valid.some(
        (one) => (distinctPeople || one.name === required.name) && isSamePerson(person, one),
      );
      if (hasApproved || (await isOffboarded(deps.db, person))) continue;
      const roles = rolesOf(person, deps.rules);
      possible.push({ name: required.name, verdict: "approved", by: person.user, roles });
      if (approvalsMissing(required, [...valid, ...possible]) === 0) return true;
    }
  }
  return false;
}

/** The admins or the people in a group, as chat users or addresses. */
const listPeople = async (role: string, { chat, rules }: UndecidableDeps): Promise<readonly string[]> =>
  role === "admin" ? chat.listAdmins() : (rules.groups[role] ?? []);

async function findMember(name: string, { chat }: UndecidableDeps): Promise<Actor | undefined> {
  const person = name.includes("@") ? await chat.findByEmail(name) : await chat.getUser(name);
  return person?.membership === "member" ? person : undefined;
}

function sentenceAbout({ name, count, from }: RequiredApproval, { id }: Request, chat: string): string {
  const isAdmins = from.every(({ role }) => role === "admin");
  const who = isAdmins ? (count === 1 ? "another admin" : `${count} admins`) : name;
  const remedy = isAdmins
    ? `Add an admin on ${chat}.`
    : `Add people to the groups in acct.yml: ${from.map(({ role }) => role).join(", ")}.`;
  return `No one can decide request ${id}: it needs the approval of ${who}, and there aren't enough people who may give it. ${remedy}`;
}
