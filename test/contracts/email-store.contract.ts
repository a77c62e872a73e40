import { describe, expect, it } from "vitest";
import type { EmailStore } from "../../src/provisioners/email-store.ts";
import { NameConflictError } from "../../src/provisioners/provisioner.ts";
import type { ProvisionerUnderTest } from "./provisioner.contract.ts";

/** Tests what every system that stores addresses promises. */
export function holdsEmailStoreContract(
  open: () => Pick<ProvisionerUnderTest, "aPerson" | "aProject" | "haveStranger" | "inspect"> & {
    readonly provisioner: ProvisionerUnderTest["provisioner"] & EmailStore;
  },
): void {
  describe("as every system that stores addresses", () => {
    it("changes the address of a person, who stays the same person, also when repeated", async () => {
      const { provisioner, aPerson, aProject, inspect } = open();
      const [person, project] = [aPerson("renamed"), aProject("mail1")];
      const email = `new.${person.email}`;
      await provisioner.ensure(person, project);
      for (let time = 0; time < 2; time++)
        expect(await provisioner.setEmail(person, email)).toContain(person.username);
      const once = await inspect(person.username);
      expect(await provisioner.setEmail({ ...person, email }, email)).toContain(person.username);
      expect(await inspect(person.username)).toBe(once);
      expect(await provisioner.diff({ ...person, email }, [project])).toEqual([]);
      await provisioner.ensure({ ...person, email }, project);
    });

    it("never changes someone else's entry, and reports nothing about someone unknown", async () => {
      const { provisioner, aPerson, haveStranger, inspect } = open();
      const stranger = aPerson("stranger");
      await haveStranger(stranger.username).catch(() => undefined);
      const before = await inspect(stranger.username);
      await expect(provisioner.setEmail(stranger, "new@example.org")).rejects.toThrow(NameConflictError);
      expect(await inspect(stranger.username)).toBe(before);
      const nobody = aPerson("nobody");
      expect(await provisioner.setEmail(nobody, "nobody.new@example.org")).toContain("nobody");
    });
  });
}
