import { describe, expect, it } from "vitest";
import {
  AccountLockedError,
  PasswordRejectedError,
  type PasswordStore,
} from "../../src/provisioners/password-store.ts";
import { NameConflictError, type Person } from "../../src/provisioners/provisioner.ts";

/** A system that holds passwords, and what a test needs to look into it. */
export interface PasswordStoreUnderTest {
  readonly store: PasswordStore;
  /** Adds a person who has an account in the system. `name` becomes their username. */
  addPerson(name: string): Promise<Person>;
  /** Adds a person whose username belongs to someone else's account in the system. */
  addStranger(name: string): Promise<Person>;
  lockByHand(username: string): Promise<void>;
  canLogIn(username: string, password: string): Promise<boolean>;
}

const PASSWORD = "quiet otters 9 read";
const ANOTHER = "loud herons 7 write";

/** What every system that holds passwords promises. */
export function holdsPasswordStoreContract(open: () => PasswordStoreUnderTest): void {
  describe("as every system that holds passwords", () => {
    it("sets a password with which the person can log in, also when repeated", async () => {
      const { store, addPerson, canLogIn } = open();
      const person = await addPerson("pw-set");
      for (let time = 0; time < 2; time++) {
        await store.setPassword(person, PASSWORD);
        expect(await canLogIn(person.username, PASSWORD)).toBe(true);
        expect(await store.canLogIn(person, PASSWORD)).toBe(true);
      }
      expect(await canLogIn(person.username, ANOTHER)).toBe(false);
    });

    it("replaces the password that the person had", async () => {
      const { store, addPerson, canLogIn } = open();
      const person = await addPerson("pw-replaced");
      await store.setPassword(person, PASSWORD);
      await store.setPassword(person, ANOTHER);
      expect(await canLogIn(person.username, ANOTHER)).toBe(true);
      expect(await canLogIn(person.username, PASSWORD)).toBe(false);
    });

    it("rejects a password that its policy forbids, and keeps the one before", async () => {
      const { store, addPerson, canLogIn } = open();
      const person = await addPerson("pw-short");
      await store.setPassword(person, PASSWORD);
      await expect(store.setPassword(person, "tiny")).rejects.toThrow(PasswordRejectedError);
      expect(await canLogIn(person.username, PASSWORD)).toBe(true);
    });

    it("knows who is locked out, and doesn't let them in again with a new password", async () => {
      const { store, addPerson, lockByHand, canLogIn } = open();
      const person = await addPerson("pw-locked");
      expect(await store.findLock(person)).toBeUndefined();
      await store.setPassword(person, PASSWORD);
      await lockByHand(person.username);
      expect(await store.canLogIn(person, PASSWORD)).toBe(false);
      expect(await store.findLock(person)).toEqual(expect.any(String));
      await expect(store.setPassword(person, ANOTHER)).rejects.toThrow(AccountLockedError);
      expect(await canLogIn(person.username, ANOTHER)).toBe(false);
    });

    it("never sets the password of someone else with the same username", async () => {
      const { store, addStranger, canLogIn } = open();
      const person = await addStranger("pw-stranger");
      await expect(store.setPassword(person, PASSWORD)).rejects.toThrow(NameConflictError);
      expect(await canLogIn(person.username, PASSWORD)).toBe(false);
    });
  });
}
