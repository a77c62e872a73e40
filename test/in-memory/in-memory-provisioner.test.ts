import type { Person, Project } from "../../src/provisioners/provisioner.ts";
import { EXPLAINS_NOTHING } from "../contracts/explained-access.ts";
import { holdsProvisionerContract } from "../contracts/provisioner.contract.ts";
import { inMemoryProvisioner } from "./in-memory-provisioner.ts";

const system = inMemoryProvisioner();
let next = 20_000;

function aPerson(username: string): Person {
  const uidNumber = next++;
  return { username, uidNumber, givenName: "Amy", familyName: "Ash", email: `${username}@example.org` };
}

function aProject(name: string): Project {
  return { name, gidNumber: next++, description: "Stars", adopted: false };
}

const inspect = async (username: string) => JSON.stringify(system.people.get(username));

holdsProvisionerContract(() => ({
  provisioner: system,
  aPerson,
  aProject,
  countAccounts: async (username) => (system.people.has(username) ? 1 : 0),
  members: async (project) => [...(system.projects.get(project)?.members ?? [])],
  async haveStranger(username) {
    system.addStranger(username);
    return inspect(username);
  },
  async lockByHand(username) {
    const person = system.people.get(username);
    if (person) person.isLockedByAdmin = true;
  },
  inspect,
  explained: EXPLAINS_NOTHING,
  async renameByHand(username, to) {
    const person = system.people.get(username);
    system.people.delete(username);
    if (person) system.people.set(to, person);
    for (const { members } of system.projects.values()) if (members.delete(username)) members.add(to);
  },
  async changeAddressByHand(username, email) {
    const person = system.people.get(username);
    if (person) person.email = email;
  },
  async addMemberByHand(username, project) {
    system.projects.set(project, { madeByAcct: false, members: new Set([username]) });
  },
  cutAt: async (call) => ({ provisioner: system.cutAt(call), close: async () => undefined }),
}));
