import { AwayError, BusyError, type Chat } from "../../chat/chat.ts";
import { Failure } from "../../failure/failure.ts";
import type { Rules } from "../pipeline-deps.ts";
import type { Someone } from "./same-person.ts";

/** Begins the entries in `groups` that are groups of the chat: `group:slack:S0123ABCD`. */
const CHAT_GROUP = "group:";

interface GroupDeps {
  readonly rules: Pick<Rules, "groups">;
  readonly chat: Pick<Chat, "listGroupMembers">;
}

export interface FoundGroups {
  readonly groups: readonly string[];
  /** The groups for which the chat can't say now whether the person is in them. They grant nothing. */
  readonly unknownGroups: readonly string[];
}

/**
 * Finds the groups in acct.yml that list this person: by chat user, by an address that the chat has verified, or by a group of the
 * chat that they are in.
 */
export async function findGroupsOf(
  { user, email }: Someone,
  { rules, chat }: GroupDeps,
): Promise<FoundGroups> {
  const address = email?.toLowerCase();
  const groups: string[] = [];
  const unknownGroups: string[] = [];
  for (const [name, members = []] of Object.entries(rules.groups)) {
    const isListed = members.includes(user) || (address !== undefined && members.includes(address));
    const isIn = isListed || (await isInChatGroup(user, members, chat));
    if (isIn) groups.push(name);
    else if (isIn === undefined) unknownGroups.push(name);
  }
  return { groups, unknownGroups };
}

/** Undefined if the chat can't say. */
async function isInChatGroup(
  user: string,
  members: readonly string[],
  chat: GroupDeps["chat"],
): Promise<boolean | undefined> {
  let isIn: boolean | undefined = false;
  for (const group of members.flatMap(chatGroupIn)) {
    const listed = await chat.listGroupMembers(group).catch(ignoreRefusal);
    if (listed?.includes(user)) return true;
    if (!listed) isIn = undefined;
  }
  return isIn;
}

function ignoreRefusal(error: unknown): undefined {
  if (!(error instanceof Failure || error instanceof AwayError || error instanceof BusyError)) throw error;
}

/** The ID of the group of the chat that an entry in `groups` names; empty if it names a person. */
const chatGroupIn = (member: string): readonly string[] =>
  member.startsWith(CHAT_GROUP) ? [member.slice(CHAT_GROUP.length)] : [];

/** Lists the chat users and addresses in a group of acct.yml. Throws like the chat if that can't be known now. */
export async function listGroup(name: string, { rules, chat }: GroupDeps): Promise<readonly string[]> {
  const members = rules.groups[name] ?? [];
  const listed = await Promise.all(
    members.map(async (member) => {
      const [group] = chatGroupIn(member);
      return group === undefined ? [member] : chat.listGroupMembers(group);
    }),
  );
  return [...new Set(listed.flat())];
}

/** What a person is for the approvals that are asked for in the admin channel: "admin", and their groups. */
export function rolesOf({
  isAdmin,
  groups = [],
}: {
  readonly isAdmin: boolean;
  readonly groups?: readonly string[] | undefined;
}): readonly string[] {
  return [...(isAdmin ? ["admin"] : []), ...groups];
}
