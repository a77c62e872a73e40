import { describe, expect, it } from "vitest";
import type { Namespace } from "../../src/provisioners/namespace.ts";

interface Listed {
  readonly username: string;
  readonly email: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly uidNumber: number;
}

/** A namespace, and a way to put into it what acct did not create. */
export interface NamespaceUnderTest {
  readonly namespace: Namespace;
  /** Adds a person who can log in. */
  addPerson(person: Listed): Promise<void>;
  /** Adds a group. The owner is a person who was added before. */
  addGroup(name: string, gidNumber: number, owner?: string): Promise<void>;
}

const cleo: Listed = {
  username: "dir-cleo",
  email: "Cleo@example.org",
  givenName: "Cleo",
  familyName: "Contract",
  uidNumber: 61_001,
};

/** What every namespace promises. */
export function holdsNamespaceContract(open: () => NamespaceUnderTest): void {
  describe("as every namespace", () => {
    it("finds a person by username and by address, in upper or lower case, and no one else", async () => {
      const { namespace, addPerson } = open();
      await addPerson(cleo);
      const { username, email } = cleo;
      const found = { username, email, hasAccount: true };
      expect(await namespace.findByUsername(username)).toMatchObject(found);
      expect(await namespace.findByEmail("cleo@EXAMPLE.org")).toMatchObject(found);
      expect(await namespace.findByUsername("dir-nobody")).toBeUndefined();
      expect(await namespace.findByEmail("dir-nobody@example.org")).toBeUndefined();
    });

    it("finds people with the same family name whose given name starts with the same letter", async () => {
      const { namespace, addPerson } = open();
      const named = { familyName: "Namesake" };
      await addPerson({ ...cleo, ...named, username: "dir-carl", email: "c@example.org", uidNumber: 61_002 });
      const other = { ...cleo, ...named, givenName: "Dora", username: "dir-dora" };
      await addPerson({ ...other, email: "d@example.org", uidNumber: 61_003 });
      const found = await namespace.findByName("Claire", "Namesake");
      expect(found.map(({ username }) => username)).toEqual(["dir-carl"]);
    });

    it("finds a group by its name", async () => {
      const { namespace, addGroup } = open();
      await addGroup("dir-group", 62_001);
      expect(await namespace.findGroup("dir-group")).toEqual({ name: "dir-group", gidNumber: 62_001 });
      expect(await namespace.findGroup("dir-nothing")).toBeUndefined();
    });

    it("names the owner of a group, if it can, by an ID that can't change, with the address in their entry", async () => {
      const { namespace, addPerson, addGroup } = open();
      if (!namespace.findGroupOwners) return;
      const owner = { ...cleo, username: "dir-owner", email: "dir-owner@example.org", uidNumber: 61_005 };
      await addPerson(owner);
      await addGroup("dir-owned", 62_005, owner.username);
      await addGroup("dir-unowned", 62_006);
      const { owners, gaps } = await namespace.findGroupOwners({ name: "dir-owned" });
      expect(owners).toMatchObject([{ email: owner.email }]);
      expect(owners[0]?.id).not.toBe("");
      expect(gaps).toEqual([]);
      for (const name of ["dir-unowned", "dir-nothing", "*"])
        expect(await namespace.findGroupOwners({ name })).toEqual({ owners: [], gaps: [] });
    });

    it("knows which numbers are taken", async () => {
      const { namespace, addPerson, addGroup } = open();
      const email = "numbered@example.org";
      await addPerson({ ...cleo, username: "dir-numbered", email, uidNumber: 61_004 });
      await addGroup("dir-numbers", 62_004);
      expect(await namespace.isUidNumberTaken(61_004)).toBe(true);
      expect(await namespace.isUidNumberTaken(61_009)).toBe(false);
      expect(await namespace.isGidNumberTaken(62_004)).toBe(true);
      expect(await namespace.isGidNumberTaken(62_009)).toBe(false);
      expect(await namespace.listNumbers("uidNumber")).toContain(61_004);
      expect(await namespace.listNumbers("gidNumber")).toContain(62_004);
    });

    it("takes filter characters in names and addresses as they are", async () => {
      const { namespace } = open();
      expect(await namespace.findByUsername("*")).toBeUndefined();
      expect(await namespace.findByEmail("*@example.org")).toBeUndefined();
      expect(await namespace.findGroup("*)(cn=*")).toBeUndefined();
      expect(await namespace.findByName("*", "*")).toEqual([]);
    });
  });
}
