import { AwayError, BusyError, type Chat } from "../../chat/chat.ts";
import type { Db } from "../../db/client.ts";
import { isOffboarded } from "../../db/deciders.ts";
import { Failure } from "../../failure/failure.ts";
import type { Rules } from "../pipeline-deps.ts";
import { listGroup } from "./roles.ts";

/** A person whose approval counts as that of a group. `user` is null if the chat doesn't know their address. */
export interface GroupMember {
  readonly user: string | null;
  readonly email: string | null;
  readonly name: string;
  readonly isAdmin: boolean;
}

interface GroupMembersDeps {
  readonly db: Db;
  readonly rules: Pick<Rules, "groups">;
  readonly chat: Pick<Chat, "listGroupMembers" | "findByEmail" | "getUser">;
}

/**
 * Lists who is in each of these groups of acct.yml, by the group's name, without people who were offboarded. A group about which
 * the chat can't say that now is missing.
 */
export async function findGroupMembers(
  groups: Iterable<string>,
  deps: GroupMembersDeps,
): Promise<Map<string, readonly GroupMember[]>> {
  const found = new Map<string, readonly GroupMember[]>();
  for (const group of groups) {
    try {
      const names = await listGroup(group, deps);
      const members: GroupMember[] = [];
      for (const name of names) members.push(...(await findMember(name, deps)));
      found.set(group, members);
    } catch (error) {
      if (!(error instanceof Failure || error instanceof AwayError || error instanceof BusyError))
        throw error;
    }
  }
  return found;
}

async function findMember(name: string, { db, chat }: GroupMembersDeps): Promise<GroupMember[]> {
  const isAddress = name.includes("@");
  const person = isAddress ? await chat.findByEmail(name) : await chat.getUser(name);
  if (person && person.membership !== "member") return [];
  if (await isOffboarded(db, { user: person?.user, email: person?.email ?? name })) return [];
  if (person)
    return [{ user: person.user, email: person.email ?? null, name: person.name, isAdmin: person.isAdmin }];
  return isAddress ? [{ user: null, email: name, name, isAdmin: false }] : [];
}
