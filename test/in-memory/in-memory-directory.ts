import type { Directory, DirectoryAnswer, DirectoryPerson } from "../../src/directory/directory.ts";
import { Failure } from "../../src/failure/failure.ts";

export interface InMemoryDirectory extends Directory {
  /** Everyone on campus, by ID. */
  readonly people: Map<string, DirectoryPerson>;
  /** While it is true, nothing is known. */
  isAway: boolean;
  addPerson(campusId: string, but?: Partial<DirectoryPerson>): void;
}

/** A campus directory that keeps its people in memory. It is empty at first. */
export function inMemoryDirectory(): InMemoryDirectory {
  const people = new Map<string, DirectoryPerson>();
  const away = "the directory can't be reached";
  const answer = async (find: (person: DirectoryPerson) => boolean): Promise<DirectoryAnswer> => {
    if (directory.isAway) return { answer: "unknown", why: away };
    const person = [...people.values()].find(find);
    return person ? { answer: "found", person } : { answer: "not-found" };
  };
  const directory: InMemoryDirectory = {
    name: "the campus directory",
    people,
    isAway: false,
    addPerson(campusId, but = {}) {
      const emails = [`${campusId}@example.org`];
      const names = { givenName: "Amy", familyName: "Ash" };
      const state = {
        affiliations: ["staff"],
        active: true,
        evidence: "neither disabled nor expired",
      } as const;
      people.set(campusId, { campusId, emails, ...names, ...state, ...but });
    },
    findByEmail: (email) => answer(({ emails }) => emails.includes(email.toLowerCase())),
    findById: (campusId) => answer((person) => person.campusId === campusId),
    async check() {
      if (directory.isAway) throw new Failure(away);
      return [];
    },
  };
  return directory;
}
