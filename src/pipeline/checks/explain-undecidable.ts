import { type Actor, AwayError, BusyError } from "../../chat/chat.ts";
import type { NewNotification } from "../../db/change.ts";
import { isOffboarded } from "../../db/deciders.ts";
import type { Request, RequiredApproval } from "../../db/tables/requests.ts";
import { Failure } from "../../failure/failure.ts";
import { groupOfApproval } from "../../view/group-decisions.ts";
import { toAdminChannelOnce } from "../outbox/recipients.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { isRequester, withoutOpener } from "./deciders.ts";
import { type Candidate, findUngivable } from "./enough-people.ts";
import { validApprovals } from "./required-approvals.ts";
import { listGroup } from "./roles.ts";
import { isSamePerson, type Someone } from "./same-person.ts";

type UndecidableDeps = Pick<PipelineDeps, "db" | "chat" | "rules">;

/**
 * Explains to the admins why no one can complete these approvals: everyone who could is the requester, has approved already, was
 * offboarded, or isn't in the chat, or the chat doesn't let acct read a group. Returns undefined if there are enough people, or
 * if the chat can't say at the moment.
 */
export async function explainUndecidable(
  request: Request,
  open: readonly RequiredApproval[],
  deps: UndecidableDeps,
): Promise<string | undefined> {
  const { distinctPeople } = deps.rules.approvals;
  try {
    const candidates = await findCandidates(request, open, deps);
    const ungivable = findUngivable(open, validApprovals(request), candidates, distinctPeople);
    return ungivable.length === 0 ? undefined : sentenceAbout(ungivable, request, deps.chat.name);
  } catch (error) {
    // Everyone can be asked anyway, and the check is repeated when the request comes back here.
    if (error instanceof AwayError || error instanceof BusyError) return undefined;
    if (!(error instanceof Failure)) throw error;
    return `No one can decide request ${request.id} at the moment: ${error.message}.`;
  }
}

/** The admins are told once a day for each request, until someone can decide. */
export function tellUndecidable(
  request: Request,
  why: string,
  { rules, now }: Pick<PipelineDeps, "rules" | "now">,
): NewNotification {
  const cause = `undecidable ${request.id}`;
  const [told] = toAdminChannelOnce(request, { channel: rules.adminChannels, cause, why, now: now() });
  return told;
}

const DAY_MS = 86_400_000;
/** When to check whether someone can decide by then, although nothing happened to the request. */
export const lookAgainAt = ({ now }: Pick<PipelineDeps, "now">): Date => new Date(now().getTime() + DAY_MS);

/** The people who can still give one of these approvals, each once. */
async function findCandidates(
  request: Request,
  open: readonly RequiredApproval[],
  deps: UndecidableDeps,
): Promise<Candidate[]> {
  const valid = validApprovals(request);
  const { distinctPeople } = deps.rules.approvals;
  const requester = withoutOpener(request);
  const found = new Map<string, { readonly person: Someone; readonly roles: string[] }>();
  for (const role of new Set(open.flatMap(({ from }) => from.map((one) => one.role)))) {
    for (const name of await listPeople(role, deps)) {
      const person = (await findMember(name, deps)) ?? byLink(name, role, open);
      if (!person || isRequester({ user: person.user, email: person.email ?? null }, requester)) continue;
      if (await isOffboarded(deps.db, person)) continue;
      // Two users with the same verified address count as one person.
      const key = person.email?.toLowerCase() ?? person.user;
      found.set(key, { person, roles: [...(found.get(key)?.roles ?? []), role] });
    }
  }
  return [...found.values()].flatMap(({ person, roles }): Candidate[] => {
    const not = valid.filter((one) => isSamePerson(person, one)).map(({ name }) => name);
    return distinctPeople && not.length > 0 ? [] : [{ user: person.user, roles, not }];
  });
}

/** Someone who decides about a group besides the project by a link in an email, because they aren't in the chat. */
const byLink = (name: string, role: string, open: readonly RequiredApproval[]): Someone | undefined =>
  name.includes("@") &&
  open.some((one) => groupOfApproval(one.name) !== undefined && one.from.some((from) => from.role === role))
    ? { user: `email:${name}`, email: name }
    : undefined;

/** The admins or the people in a group, as chat users or addresses. */
const listPeople = async (role: string, deps: UndecidableDeps): Promise<readonly string[]> =>
  role === "admin" ? deps.chat.listAdmins() : listGroup(role, deps);

async function findMember(name: string, { chat }: UndecidableDeps): Promise<Actor | undefined> {
  const person = name.includes("@") ? await chat.findByEmail(name) : await chat.getUser(name);
  return person?.membership === "member" ? person : undefined;
}

function sentenceAbout(ungivable: readonly RequiredApproval[], { id }: Request, chat: string): string {
  const roles = [...new Set(ungivable.flatMap(({ from }) => from.map(({ role }) => role)))];
  const groups = roles.filter((role) => role !== "admin");
  const who = ungivable.map(({ name, count, from }) => {
    const isAdmins = from.every(({ role }) => role === "admin");
    return isAdmins ? (count === 1 ? "another admin" : `${count} admins`) : name;
  });
  const remedy =
    groups.length === 0
      ? `Add an admin on ${chat}.`
      : `Add people to the groups in acct.yml: ${groups.join(", ")}.`;
  const why =
    ungivable.length > 1
      ? "and there aren't enough different people who may give them"
      : "and there aren't enough people who may give it";
  const what = `the approval${ungivable.length > 1 ? "s" : ""} of ${who.join(" and ")}`;
  return `No one can decide request ${id}: it needs ${what}, ${why}. ${remedy}`;
}
