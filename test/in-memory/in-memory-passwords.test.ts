import type { Person } from "../../src/provisioners/provisioner.ts";
import { holdsPasswordStoreContract } from "../contracts/password-store.contract.ts";
import { inMemoryPasswords } from "./in-memory-passwords.ts";

const store = inMemoryPasswords();

function aPerson(username: string): Person {
  const email = `${username}@example.org`;
  return { username, uidNumber: 20_000, givenName: "Amy", familyName: "Ash", email };
}

holdsPasswordStoreContract(() => ({
  store,
  addPerson: async (username) => aPerson(username),
  async addStranger(username) {
    store.strangers.add(username);
    return aPerson(username);
  },
  async lockByHand(username) {
    store.locked.add(username);
  },
  canLogIn: async (username, password) => store.passwords.get(username) === password,
}));
