import { holdsNamespaceContract } from "../contracts/namespace.contract.ts";
import { inMemoryNamespace } from "./in-memory-namespace.ts";

const namespace = inMemoryNamespace();

holdsNamespaceContract(() => ({
  namespace,
  addPerson: async ({ username, ...person }) => namespace.addPerson(username, person),
  addGroup: async (name, gidNumber, owner) => namespace.addGroup(name, gidNumber, owner),
}));
