import type { DirectoryPerson } from "../../src/directory/directory.ts";
import { holdsDirectoryContract } from "../contracts/directory.contract.ts";
import { inMemoryDirectory } from "./in-memory-directory.ts";

const directory = inMemoryDirectory();
const change = (campusId: string, but: Partial<DirectoryPerson>) => {
  const person = directory.people.get(campusId);
  if (person) directory.people.set(campusId, { ...person, ...but });
};

holdsDirectoryContract(() => ({
  directory,
  withActiveAffiliations: (affiliations) => ({
    ...directory,
    async findByEmail(email) {
      const found = await directory.findByEmail(email);
      if (found.answer !== "found") return found;
      const active = affiliations.some((each) => each.toLowerCase() === "staff");
      return { ...found, person: { ...found.person, active } };
    },
  }),
  async add(username, email) {
    directory.addPerson(username, { emails: [email], givenName: "Cleo", familyName: "Contract" });
  },
  disable: async (username) => change(username, { active: false, evidence: "disabled" }),
  expire: async (username) => change(username, { active: false, evidence: "expired" }),
  rename: async (username) => change(username, {}),
  async down() {
    directory.isAway = true;
  },
  async up() {
    directory.isAway = false;
  },
}));
