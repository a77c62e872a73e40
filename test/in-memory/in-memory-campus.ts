import type { CampusAnswer, CampusDirectory, CampusPerson } from "../../src/directory/directory.ts";
import { Failure } from "../../src/failure/failure.ts";

export interface InMemoryCampus extends CampusDirectory {
  /** Everyone on campus, by ID. */
  readonly people: Map<string, CampusPerson>;
  /** While it is true, nothing is known. */
  isAway: boolean;
  addPerson(campusId: string, but?: Partial<CampusPerson>): void;
}

/** A campus directory that keeps its people in memory. It is empty at first. */
export function inMemoryCampus(): InMemoryCampus {
  const people = new Map<string, CampusPerson>();
  const away = "the directory can't be reached";
  const answer = async (find: (person: CampusPerson) => boolean): Promise<CampusAnswer> => {
    if (campus.isAway) return { answer: "unknown", why: away };
    const person = [...people.values()].find(find);
    return person ? { answer: "found", person } : { answer: "not-found" };
  };
  const campus: InMemoryCampus = {
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
      if (campus.isAway) throw new Failure(away);
      return [];
    },
  };
  return campus;
}
