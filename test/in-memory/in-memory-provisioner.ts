import { Failure } from "../../src/failure/failure.ts";
import { type Belonging, NewOwnerError } from "../../src/provisioners/belongings.ts";
import { AccountLockedError } from "../../src/provisioners/password-store.ts";
import {
  type AccountRef,
  externalIdIn,
  NameConflictError,
  NotYetError,
  type PlannedChange,
  type Project,
  type Provisioner,
} from "../../src/provisioners/provisioner.ts";
import type {
  SignatureEvidence,
  SystemAgreement,
  SystemAgreements,
} from "../../src/provisioners/system-agreements.ts";

/** A person in the system. */
interface StoredPerson {
  /** What can't change. */
  readonly id: string;
  email: string | null;
  isRemoved: boolean;
  isLockedByAdmin: boolean;
}

/** A project in the system. */
interface StoredProject {
  readonly madeByAcct: boolean;
  readonly members: Set<string>;
}

export interface InMemoryProvisioner extends Provisioner {
  /** Everyone in the system, by username. */
  readonly people: Map<string, StoredPerson>;
  /** The projects in the system, by name. */
  readonly projects: Map<string, StoredProject>;
  /** What people own, by username. `lost` is what they still owned when they were locked out. */
  readonly owned: Map<string, Belonging[]>;
  readonly lost: Belonging[];
  /** Adds someone whom acct did not create. */
  addStranger(username: string): void;
  /** The same system, whose n-th call takes effect before the connection is lost. */
  cutAt(call: number): Provisioner;
}

/** The documents of a system in memory, and who has signed and may log in. */
export interface InMemoryAgreements extends SystemAgreements {
  /** Each becomes something to sign for everyone. */
  readonly documents: Map<string, Omit<SystemAgreement, "id">>;
  /** The signatures as the system has them: "username id". */
  readonly signed: Map<string, SignatureEvidence>;
  /** Who may log in, by username. */
  readonly active: Set<string>;
  /** What was called, in order. */
  readonly calls: string[];
}

/** The agreements of a system in memory. A person may log in only after they have signed every document. */
export function inMemoryAgreements(): InMemoryAgreements {
  const documents = new Map<string, Omit<SystemAgreement, "id">>();
  const signed = new Map<string, SignatureEvidence>();
  const active = new Set<string>();
  const calls: string[] = [];
  const unsigned = (username: string) =>
    [...documents]
      .filter(([id]) => !signed.has(`${username} ${id}`))
      .map(([id, document]) => ({ id, ...document }));
  return {
    ...{ documents, signed, active, calls },
    listUnsigned: async ({ username }) => unsigned(username),
    async sign({ username }, id, evidence) {
      calls.push(`sign ${username} ${id}`);
      if (!documents.has(id)) throw new Failure(`There is no document ${id}`);
      if (!signed.has(`${username} ${id}`)) signed.set(`${username} ${id}`, evidence);
    },
    async activate({ username }) {
      calls.push(`activate ${username}`);
      if (unsigned(username).length > 0) throw new NotYetError(`${username} has to sign first`, 60_000);
      active.add(username);
      return `${username} can log in`;
    },
  };
}

/**
 * A system that keeps its people and projects in memory, so that a test of a stage needs no server. With `hasOwners`, people own things,
 * and to lock someone out there ends what they still own.
 */
export function inMemoryProvisioner(name = "LDAP", { hasOwners = false } = {}): InMemoryProvisioner {
  const owned = new Map<string, Belonging[]>();
  const lost: Belonging[] = [];
  const people = new Map<string, StoredPerson>();
  const projects = new Map<string, StoredProject>();

  let nextId = 1;

  const findKnown = (account: Pick<AccountRef, "externalIds">) => {
    const id = externalIdIn(account, name);
    return [...people].find(([, person]) => person.id === id);
  };
  const find = (account: Omit<AccountRef, "uidNumber">): [string, StoredPerson] | undefined => {
    const known = findKnown(account);
    if (known) return known;
    const { username, email } = account;
    const found = people.get(username);
    if (found && found.email !== email)
      throw new NameConflictError(`The username ${username} in ${name} belongs to ${found.email}`);
    return found && [username, found];
  };
  const findPerson = (account: Omit<AccountRef, "uidNumber">) => find(account)?.[1];
  const nameOf = (account: AccountRef) => find(account)?.[0] ?? account.username;
  const findProject = ({ name: project, adopted }: Pick<Project, "name" | "adopted">) => {
    const found = projects.get(project);
    if (found && !found.madeByAcct && !adopted)
      throw new NameConflictError(`The project ${project} in ${name} was not created by acct`, "project");
    return found;
  };
  const aStored = (email: string | null): StoredPerson => ({
    id: `id-${nextId++}`,
    email,
    isRemoved: false,
    isLockedByAdmin: false,
  });
  const addPerson = (account: AccountRef) => {
    const { username, email } = account;
    if (!findPerson(account)) people.set(username, aStored(email));
  };
  const addProject = (project: Project) => {
    if (!findProject(project)) projects.set(project.name, { madeByAcct: true, members: new Set() });
  };
  const addMember = (account: AccountRef, project: Project) =>
    projects.get(project.name)?.members.add(nameOf(account));

  /** `call` represents one call to the server, which can lose the connection after its work. */
  const open = (call: <T>(work: () => T) => Promise<T>): Provisioner => ({
    name,
    ping: () => call(() => undefined),
    plan: (person, project) =>
      call((): PlannedChange[] => [
        { text: `person ${person.username}`, isNew: findPerson(person) === undefined },
        { text: `project ${project.name}`, isNew: findProject(project) === undefined },
      ]),
    planProject: (project) =>
      call((): PlannedChange[] => [
        { text: `project ${project.name}`, isNew: findProject(project) === undefined },
      ]),
    async ensure(person, project) {
      await call(() => findPerson(person));
      await call(() => findProject(project));
      await call(() => addPerson(person));
      await call(() => addProject(project));
      await call(() => addMember(person, project));
      const [username, { id }] = find(person) ?? [person.username, { id: "" }];
      return { summary: `${username} in ${project.name}`, account: { id, name: username } };
    },
    async ensureMember(account, project) {
      await call(() => {
        if (!findPerson(account)) throw new Failure(`${name} has no person ${account.username}`);
      });
      await call(() => addProject(project));
      await call(() => addMember(account, project));
      return {};
    },
    async leave(account, project) {
      const username = await call(() => nameOf(account));
      const members = projects.get(project.name)?.members;
      const isRemoved = await call(() => members?.delete(username) ?? false);
      return isRemoved ? `${username} was removed from ${project.name}` : "nothing to remove";
    },
    async suspend(person) {
      const found = await call(() => findPerson(person));
      if (!found) return "nothing to lock";
      await call(() => {
        found.isRemoved = true;
        const mine = owned.get(nameOf(person)) ?? [];
        lost.push(...mine.filter(({ fate }) => fate === "moves"));
        owned.set(
          nameOf(person),
          mine.filter(({ fate }) => fate === "stays"),
        );
      });
      return `${person.username} can't log in`;
    },
    identify: (account) =>
      call(() => {
        const found = find(account);
        return found && { id: found[1].id, name: found[0] };
      }),
    ...(hasOwners
      ? {
          belongings: {
            count: (person) => call(() => [...(owned.get(nameOf(person)) ?? [])]),
            async handOver(from, to) {
              const owner = await call(() => findPerson(to));
              if (!owner) throw new NewOwnerError(`${to.username} has no account in ${name}`);
              await call(() => {
                const mine = owned.get(nameOf(from)) ?? [];
                const moved = mine.filter(({ fate }) => fate === "moves");
                owned.set(nameOf(to), [...(owned.get(nameOf(to)) ?? []), ...moved]);
                owned.set(
                  nameOf(from),
                  mine.filter(({ fate }) => fate !== "moves"),
                );
              });
              return `everything of ${from.username} belongs to ${to.username}`;
            },
          },
        }
      : {}),
    findAccess: (person) =>
      call(() => {
        const username = nameOf(person);
        const found = people.get(username);
        return [
          ...(found && !found.isRemoved && !found.isLockedByAdmin ? [`${username} can log in`] : []),
          ...[...projects]
            .filter(([, { members }]) => members.has(username))
            .map(([project]) => `${username} is still in ${project}`),
        ];
      }),
    findLock: (person) =>
      call(() => {
        const { isRemoved = false, isLockedByAdmin = false } = findPerson(person) ?? {};
        return isLockedByAdmin ? "locked by an admin" : isRemoved ? "locked by acct" : undefined;
      }),
    resume: (person) =>
      call(() => {
        const found = findPerson(person);
        if (found?.isLockedByAdmin) throw new AccountLockedError(`${person.username} is locked in ${name}`);
        if (found) found.isRemoved = false;
        return { summary: `${person.username} can log in`, needsPassword: false };
      }),
    erase: (person) =>
      call(() => {
        const found = findPerson(person);
        if (!found) return "nothing to delete";
        if (!found.isRemoved)
          throw new Failure(`${person.username} is deleted only after their access was removed`);
        people.delete(nameOf(person));
        return `${person.username} is deleted`;
      }),
    diff: (person, wanted) =>
      call(() => {
        const known = findKnown(person);
        const [username, found] = known ?? [person.username, people.get(person.username)];
        if (!found) return [`${username} is missing`];
        if (!known && found.email !== person.email) return [`${username} belongs to someone else`];
        const missing = wanted.filter((project) => !projects.get(project.name)?.members.has(username));
        return [
          ...(username === person.username ? [] : [`${person.username} is ${username} now`]),
          ...(found.email === person.email ? [] : [`${username} has another address`]),
          ...(found.isRemoved || found.isLockedByAdmin ? [`${username} is locked`] : []),
          ...missing.map((project) => `${username} isn't in ${project.name}`),
        ];
      }),
    findUnmanaged: (project, members) =>
      call(() => {
        const known = new Set(members.map(({ username }) => username));
        const listed = projects.get(project.name)?.members ?? [];
        return [...listed].filter((username) => !known.has(username));
      }),
  });

  return {
    ...open(async (work) => work()),
    people,
    projects,
    owned,
    lost,
    addStranger(username) {
      people.set(username, aStored("else@example.org"));
    },
    cutAt(wanted) {
      let calls = 0;
      return open(async (work) => {
        const result = work();
        if (++calls === wanted) throw new Failure(`The connection to ${name} was lost`);
        return result;
      });
    },
  };
}
