import { holdsDirectoryContract } from "../contracts/directory.contract.ts";
import { inMemoryDirectory } from "./in-memory-directory.ts";

const directory = inMemoryDirectory();

holdsDirectoryContract(() => ({
  directory,
  addPerson: async ({ username, ...person }) => directory.addPerson(username, person),
  addGroup: async (name, gidNumber) => directory.addGroup(name, gidNumber),
}));
