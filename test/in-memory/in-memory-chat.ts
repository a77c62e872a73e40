import { type Actor, AwayError, type Chat, type Place, UnreachableError } from "../../src/chat/chat.ts";
import { LoginRejectedError } from "../../src/credentials/login-guard.ts";
import type { Card } from "../../src/view/card.ts";
import type { Notice } from "../../src/view/notice.ts";

interface PostedMessage {
  readonly place: Place;
  shown: Card | Notice;
  /** The message to which it is a reply. */
  readonly thread?: string | undefined;
}

export interface InMemoryChat extends Chat {
  /** Everyone in the chat, by ID. Tests change it as they like. */
  readonly people: Map<string, Actor>;
  /** What can be read, by the reference that `post` returned. */
  readonly messages: Map<string, PostedMessage>;
  /** The channels and people where nothing can be posted. */
  readonly unreachable: Set<string>;
  /** The members of groups of the chat, by ID. "refused": acct may not read it. */
  readonly groups: Map<string, readonly string[] | "refused">;
  /** While it is true, every call fails. */
  isAway: boolean;
  /** While it is true, acct's login is rejected. */
  isLoginRejected: boolean;
  /** Whether acct receives interactions. */
  isStarted: boolean;
  /** While it is false, people can enter any address, as in a chat without email verification. */
  verifiesAddresses: boolean;
  addPerson(name: string, but?: Partial<Actor>): Actor;
}

const NAME = "slack";

/** The ID of a person with this given name: "slack:UAMY". */
export const chatId = (givenName: string, system = NAME): string => `${system}:U${givenName.toUpperCase()}`;

/** A chat that keeps its people and messages in memory. At first it has Amy, who requests things, Bo, a PI, and Ada, an admin. */
export function inMemoryChat(system = NAME): InMemoryChat {
  const adminChannel = `${system}:CADMINS`;
  const people = new Map<string, Actor>();
  const messages = new Map<string, PostedMessage>();
  const unreachable = new Set<string>();
  const groups = new Map<string, readonly string[] | "refused">();

  const answer = async <T>(work: () => T): Promise<T> => {
    if (chat.isAway) throw new AwayError("The chat doesn't respond");
    return work();
  };
  const getUser = (user: string): Actor =>
    people.get(user) ?? {
      user,
      name: user,
      email: undefined,
      givenName: "",
      familyName: "",
      membership: "deactivated",
      isAdmin: false,
    };
  const mayPostTo = ({ kind, id }: Place) => {
    if (unreachable.has(id)) return false;
    const { membership } = getUser(id);
    return kind === "channel" || (people.has(id) && membership !== "bot");
  };

  let posted = 0;
  const chat: InMemoryChat = {
    name: system === NAME ? "Slack" : "Mattermost",
    limits: { choices: 10 },
    adminChannels: [adminChannel],
    people,
    messages,
    unreachable,
    groups,
    isAway: false,
    isLoginRejected: false,
    isStarted: false,
    verifiesAddresses: true,
    addPerson(name, but = {}) {
      const [givenName = "", familyName = ""] = name.split(" ");
      const person: Actor = {
        user: chatId(givenName, system),
        name,
        email: `${givenName.toLowerCase()}@example.org`,
        givenName,
        familyName,
        membership: "member",
        isAdmin: false,
        ...but,
      };
      people.set(person.user, person);
      return person;
    },
    async start() {
      if (chat.isLoginRejected) throw new LoginRejectedError("The chat rejects acct's login");
      if (chat.isStarted) throw new Error("It is started twice");
      chat.isStarted = true;
    },
    async stop() {
      chat.isStarted = false;
    },
    post: (place, shown, { thread } = {}) =>
      answer(() => {
        if (!mayPostTo(place)) throw new UnreachableError(`Nothing is posted in ${place.id}`, "unreachable");
        const message = `${place.id}/${++posted}`;
        const isThere = thread !== undefined && messages.get(thread)?.place.id === place.id;
        messages.set(message, { place, shown, ...(isThere ? { thread } : {}) });
        return message;
      }),
    update: (message, shown) =>
      answer(() => {
        const posted = messages.get(message);
        if (!posted) return "gone";
        posted.shown = shown;
        return "shown";
      }),
    ping: () => answer(() => undefined),
    checkAdminChannel: () =>
      answer(() => {
        if (unreachable.has(adminChannel))
          throw new UnreachableError("The admin channel is archived", "is_archived");
        const mayDecide = ({ membership, isAdmin }: Actor) => membership === "member" && isAdmin;
        if (![...people.values()].some(mayDecide))
          throw new UnreachableError("No one can approve requests", "no_admins");
      }),
    listAdmins: () =>
      answer(() => [...people.values()].flatMap(({ user, isAdmin }) => (isAdmin ? [user] : []))),
    listGroupMembers: (group) =>
      answer(() => {
        const members = groups.get(group) ?? [];
        if (members === "refused") throw new UnreachableError("The group can't be read", "missing_scope");
        return members;
      }),
    findByEmail: (email) =>
      answer(() =>
        [...people.values()].find(
          (person) =>
            chat.verifiesAddresses &&
            person.membership === "member" &&
            person.email?.toLowerCase() === email.toLowerCase(),
        ),
      ),
    getUser: (user) => answer(() => getUser(user)),
  };
  chat.addPerson("Amy Ash");
  chat.addPerson("Bo Birch");
  chat.addPerson("Ada Okafor", { isAdmin: true });
  return chat;
}
