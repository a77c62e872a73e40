import type { Namespace, NamespaceGroup, NamespacePerson } from "../../src/provisioners/namespace.ts";

interface ListedPerson extends NamespacePerson {
  readonly givenName: string;
  readonly familyName: string;
  readonly uidNumber: number;
}

export interface InMemoryNamespace extends Namespace {
  readonly people: Map<string, ListedPerson>;
  readonly groups: Map<string, NamespaceGroup>;
  /** The usernames of owners, by group. */
  readonly owners: Map<string, string>;
  addPerson(username: string, but?: Partial<ListedPerson>): void;
  addGroup(name: string, gidNumber: number, owner?: string): void;
}

/** A namespace that keeps its people and groups in memory. It is empty at first, and assigns no numbers. */
export function inMemoryNamespace(): InMemoryNamespace {
  const people = new Map<string, ListedPerson>();
  const groups = new Map<string, NamespaceGroup>();
  const owners = new Map<string, string>();
  const numbers = (attribute: "uidNumber" | "gidNumber") =>
    attribute === "uidNumber"
      ? [...people.values()].map(({ uidNumber }) => uidNumber)
      : [...groups.values()].map(({ gidNumber }) => gidNumber);
  const isSame = (one: string | undefined, other: string) => one?.toLowerCase() === other.toLowerCase();
  return {
    name: "LDAP",
    people,
    groups,
    owners,
    addPerson(username, but = {}) {
      const uidNumber = 1000 + people.size;
      const names = { givenName: "Olga", familyName: "Olden" };
      const email = `${username}@example.org`;
      people.set(username, { username, email, hasAccount: true, uidNumber, ...names, ...but });
    },
    addGroup(name, gidNumber, owner) {
      groups.set(name, { name, gidNumber });
      if (owner) owners.set(name, owner);
    },
    async findGroupOwners({ name }) {
      const owner = people.get(owners.get(name) ?? "");
      if (!owner) return { owners: [], gaps: [] };
      const { username, givenName, familyName, email } = owner;
      return { owners: [{ id: `id-of-${username}`, name: `${givenName} ${familyName}`, email }], gaps: [] };
    },
    findByUsername: async (username) => people.get(username),
    findByEmail: async (email) => [...people.values()].find((person) => isSame(person.email, email)),
    findByName: async (givenName, familyName) =>
      [...people.values()].filter(
        (person) =>
          isSame(person.familyName, familyName) && isSame(person.givenName.charAt(0), givenName.charAt(0)),
      ),
    findGroup: async (name) => groups.get(name),
    listNumbers: async (attribute) => numbers(attribute),
    isUidNumberTaken: async (uidNumber) => numbers("uidNumber").includes(uidNumber),
    isGidNumberTaken: async (gidNumber) => numbers("gidNumber").includes(gidNumber),
  };
}
