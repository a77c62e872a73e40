import type { Log } from "../../log.ts";
import { toAddress } from "../../view/email-address.ts";
import { personName } from "../../view/person-name.ts";
import { cache } from "../cache.ts";
import { AccessLostError, type Actor, type ChatMembership } from "../chat.ts";
import { cleanName } from "../clean-name.ts";
import { unknownActor } from "../unknown-actor.ts";
import type { Client } from "./client.ts";
import type { FindIds } from "./find-ids.ts";
import type { MattermostConfig } from "./mattermost-config.ts";
import { isMissing, MattermostError } from "./mattermost-error.ts";
import { isId, toChatId } from "./mattermost-id.ts";

/** A user as the server shows them to a bot, which is no system admin: it never learns whether an address was verified. */
interface User {
  readonly id: string;
  readonly username: string;
  readonly first_name: string;
  readonly last_name: string;
  /** Empty if the server hides addresses. */
  readonly email: string;
  readonly delete_at: number;
  readonly roles: string;
  readonly locale?: string;
  readonly is_bot?: boolean;
  /** The other server that a person of a shared channel belongs to. */
  readonly remote_id?: string | null;
}

interface Member {
  readonly user_id: string;
}

interface PeopleDeps {
  readonly lookups: Client;
  readonly ids: FindIds;
  readonly log: Pick<Log, "warn">;
  /** Tells whether no one can make an account of the server with an address of their choice. */
  readonly isSignUpClosed: () => Promise<boolean>;
}

/** How long answers are cached. When someone loses a right in Mattermost, they lose it in acct after this time at the latest. */
const CACHE_MS = 60_000;
/** How long acct does without what says who is an admin after the server refused it, so that not every click waits for it. */
const RETRY_ADMINS_MS = 5000;

export type MattermostPeople = ReturnType<typeof mattermostPeople>;

/** Looks up people of the server. IDs are the server's own. */
export function mattermostPeople(
  { admins, trustAddresses }: Pick<MattermostConfig, "admins" | "trustAddresses">,
  { lookups: client, ids, log, isSignUpClosed }: PeopleDeps,
) {
  const users = cache<User | undefined>();
  const addresses = cache<User | undefined>();
  const members = cache<boolean>();
  const lists = cache<readonly string[]>();
  let adminsLostAt = Number.NEGATIVE_INFINITY;

  const fetchUser = (id: string, maxAgeMs: number) =>
    users(id, maxAgeMs, () => orMissing(client.get<User>(`/users/${id}`)));

  /** Rights fail closed, but identity doesn't: while the server doesn't say who is an admin, everyone can keep working. */
  async function readAdmin({ id, username }: User): Promise<Pick<Actor, "isAdmin" | "isAdminUnknown">> {
    if (admins.users.includes(id) || admins.users.includes(username)) return { isAdmin: true };
    if (performance.now() - adminsLostAt < RETRY_ADMINS_MS) return { isAdmin: false, isAdminUnknown: true };
    try {
      if (admins.channelMembers && (await isInAdminChannel(id))) return { isAdmin: true };
      return { isAdmin: admins.group !== undefined && (await listGroup(admins.group)).includes(id) };
    } catch (error) {
      adminsLostAt = performance.now();
      log.warn({ err: error }, "Mattermost doesn't say who is an admin");
      return { isAdmin: false, isAdminUnknown: true };
    }
  }

  /** Asks for the one person, because a list of the members may be long. */
  async function isInAdminChannel(id: string): Promise<boolean> {
    const channel = await ids.adminChannel();
    return members(id, CACHE_MS, async () => {
      return (await orMissing(client.get<Member>(`/channels/${channel}/members/${id}`))) !== undefined;
    });
  }

  const listChannel = async (): Promise<readonly string[]> => {
    const [channel, bot] = await Promise.all([ids.adminChannel(), ids.bot()]);
    return lists(channel, CACHE_MS, async () => {
      const listed = await client.list<Member>(`/channels/${channel}/members`);
      return listed.map(({ user_id }) => user_id).filter((id) => id !== bot);
    });
  };

  async function listGroup(nameOrId: string): Promise<readonly string[]> {
    const group = await ids.group(nameOrId);
    if (group === undefined) return [];
    return lists(group, CACHE_MS, async () => {
      const read = ({ members: page }: { readonly members: readonly User[] | null }) => page ?? [];
      const listed = await orMissing(client.list(`/groups/${group}/members`, read));
      return (listed ?? []).map(({ id }) => id);
    });
  }

  async function toActor(user: User): Promise<Actor> {
    const { id, username, locale } = user;
    const membership = readMembership(user);
    const [given, family] = [user.first_name, user.last_name].map((part) => cleanName(personName(part)));
    // The server can hide the names of everyone. A username is never hidden.
    const name = cleanName(`${user.first_name} ${user.last_name}`) || username;
    return {
      user: toChatId(id),
      name,
      ...(await readAddress(user, membership)),
      givenName: given ?? "",
      familyName: family ?? "",
      ...(locale ? { locale } : {}),
      membership,
      ...(membership === "member" ? await readAdmin(user) : { isAdmin: false }),
    };
  }

  /** People may enter any address in Mattermost, so it shows who they are only where the site says so and no one can sign up. */
  const showsPeople = async () => trustAddresses && (await isSignUpClosed());

  async function readAddress(
    { email }: User,
    membership: ChatMembership,
  ): Promise<Pick<Actor, "email" | "unverifiedEmail" | "isEmailHidden" | "entersEmail">> {
    // The server makes up the address of a bot.
    if (membership === "bot") return { email: undefined };
    if (await showsPeople())
      return email ? { email: toAddress(email) } : { email: undefined, isEmailHidden: true };
    return { email: undefined, ...(email ? { unverifiedEmail: toAddress(email) } : { entersEmail: true }) };
  }

  return {
    /** Returns this person's current data. Throws an `AccessLostError` if the server doesn't let acct see them. */
    async getUser(id: string, maxAgeMs = CACHE_MS): Promise<Actor> {
      // What someone typed is never part of an address that is called.
      const user = isId(id) ? await fetchUser(id, maxAgeMs).catch(explainHidden) : undefined;
      return user ? toActor(user) : unknownActor(toChatId(id), id);
    },

    /** Finds the active member with this address, where the site says that addresses show who people are. */
    async find(email: string): Promise<Actor | undefined> {
      if (!(await showsPeople())) return undefined;
      const user = await addresses(email.toLowerCase(), CACHE_MS, () =>
        orMissing(client.get<User>(`/users/email/${encodeURIComponent(email)}`)),
      ).catch(explainHidden);
      const actor = user && (await toActor(user));
      const isTheirs = actor?.email?.toLowerCase() === toAddress(email).toLowerCase();
      return actor?.membership === "member" && isTheirs ? actor : undefined;
    },

    /** Lists the admins. What the server refuses makes no one an admin. */
    async listAdmins(): Promise<string[]> {
      const orNone = (error: unknown) => {
        if (error instanceof MattermostError && error.status < 500) return [];
        throw error;
      };
      const [named, inChannel, inGroup] = await Promise.all([
        Promise.all(admins.users.map((user) => (isId(user) ? user : ids.user(user)))),
        admins.channelMembers ? listChannel().catch(orNone) : [],
        admins.group === undefined ? [] : listGroup(admins.group).catch(orNone),
      ]);
      return [...new Set([...named.filter((id) => id !== undefined), ...inChannel, ...inGroup])].map(
        toChatId,
      );
    },

    /** Lists the members of a user group, by its name or ID. */
    listGroup: async (nameOrId: string): Promise<string[]> => (await listGroup(nameOrId)).map(toChatId),
    listChannel,
  };
}

/** "Not allowed to see" is never "not there". */
function explainHidden(error: unknown): never {
  if (!(error instanceof MattermostError) || error.status !== 403) throw error;
  const sentence =
    "Mattermost doesn't show acct this person: check PrivacySettings.ShowEmailAddress, and whether the bot is in the person's team";
  throw new AccessLostError(sentence, { cause: error });
}

async function orMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Tells what kind of member a user is. */
export function readMembership(
  user: Pick<User, "delete_at" | "is_bot" | "remote_id" | "roles">,
): ChatMembership {
  if (user.delete_at > 0) return "deactivated";
  if (user.is_bot) return "bot";
  if (user.remote_id) return "external";
  return user.roles.split(" ").includes("system_guest") ? "guest" : "member";
}
