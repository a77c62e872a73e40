import { describe, expect, it } from "vitest";
import type { NameStore, UsernameStore } from "../../src/provisioners/name-store.ts";
import { NameConflictError, type Person, type Provisioner } from "../../src/provisioners/provisioner.ts";
import type { ProvisionerUnderTest } from "./provisioner.contract.ts";

type UnderTest = Pick<
  ProvisionerUnderTest,
  "aPerson" | "aProject" | "haveStranger" | "inspect" | "members" | "cutAt"
>;

/** Tests what every system that stores names promises. */
export function holdsNameStoreContract(
  open: () => UnderTest & { readonly provisioner: Provisioner & NameStore },
): void {
  describe("as every system that stores names", () => {
    it("changes the names of a person, who stays the same person, also to one name and when repeated", async () => {
      const { provisioner, aPerson, aProject, inspect } = open();
      const [person, project] = [aPerson("married"), aProject("names1")];
      await provisioner.ensure(person, project);
      for (const name of [
        { givenName: "Nora", familyName: "Ngã" },
        { givenName: "", familyName: "Suharto" },
        { givenName: "Zoë", familyName: "van der Berg" },
      ]) {
        await provisioner.setName(person, name);
        const once = await inspect(person.username);
        await provisioner.setName({ ...person, ...name }, name);
        expect(await inspect(person.username)).toBe(once);
        expect(await provisioner.diff({ ...person, ...name }, [project])).toEqual([]);
      }
    });

    it("creates someone who has only one name", async () => {
      const { provisioner, aPerson, aProject } = open();
      const [person, project] = [{ ...aPerson("suharto"), givenName: "" }, aProject("names2")];
      await provisioner.ensure(person, project);
      expect(await provisioner.diff(person, [project])).toEqual([]);
    });

    it("never changes the names of someone else", async () => {
      const { provisioner, aPerson, haveStranger, inspect } = open();
      const stranger = aPerson("stranger");
      await haveStranger(stranger.username).catch(() => undefined);
      const before = await inspect(stranger.username);
      const name = { givenName: "Eve", familyName: "Else" };
      await expect(provisioner.setName(stranger, name)).rejects.toThrow(NameConflictError);
      expect(await inspect(stranger.username)).toBe(before);
      expect(await provisioner.setName(aPerson("nobody"), name)).toContain("nobody");
    });
  });
}

/** Tests what every system that knows its people by a username promises when it changes. `calls` is how many a change makes. */
export function holdsUsernameStoreContract(
  open: () => UnderTest & { readonly provisioner: Provisioner & { readonly username: UsernameStore } },
  { calls }: { readonly calls: number } = { calls: 12 },
): void {
  /** Does what `acct person set-username` does. */
  async function change(
    { username: store, ensure }: ReturnType<typeof open>["provisioner"],
    person: Person,
    username: string,
    project: Parameters<Provisioner["ensure"]>[1],
  ): Promise<Person> {
    if (store.setUsername) await store.setUsername(person, username);
    else await store.releaseUsername(person);
    const renamed = { ...person, username, formerUsernames: [person.username] };
    if (!store.setUsername) await ensure(renamed, project);
    return renamed;
  }

  describe("as every system with usernames", () => {
    it("says what a new username means, and then the person has it, with the same projects", async () => {
      const { provisioner, aPerson, aProject, members, inspect } = open();
      const [person, project] = [aPerson("nnewold"), aProject("rename1")];
      await provisioner.ensure(person, project);
      const before = await inspect(person.username);
      expect((await provisioner.username.planUsername(person, "nmarshnew", [project])).join("\n")).toContain(
        "nmarshnew",
      );
      expect(await inspect(person.username)).toBe(before);
      const renamed = await change(provisioner, person, "nmarshnew", project);
      expect(await provisioner.diff(renamed, [project])).toEqual([]);
      expect(await provisioner.findUnmanaged(project, [renamed])).toEqual([]);
      expect(await members(project.name)).toEqual(["nmarshnew"]);
      const once = await inspect("nmarshnew");
      await change(provisioner, person, "nmarshnew", project);
      expect(await inspect("nmarshnew")).toBe(once);
    });

    it("never gives someone the name of another, and has nothing to do for someone unknown", async () => {
      const { provisioner, aPerson, aProject, inspect } = open();
      const [one, other, project] = [aPerson("renameone"), aPerson("renametwo"), aProject("rename2")];
      for (const each of [one, other]) await provisioner.ensure(each, project);
      const before = await inspect(other.username);
      const { username: store } = provisioner;
      await expect(store.planUsername(one, other.username, [project])).rejects.toThrow(NameConflictError);
      if (store.setUsername)
        await expect(store.setUsername(one, other.username)).rejects.toThrow(NameConflictError);
      expect(await inspect(other.username)).toBe(before);
      const nobody = aPerson("renamenobody");
      expect(await store.planUsername(nobody, "somename", [])).toHaveLength(1);
      await (store.setUsername ? store.setUsername(nobody, "somename") : store.releaseUsername(nobody));
    });

    it("completes a change that was interrupted anywhere", async () => {
      const { aPerson, aProject, cutAt, provisioner } = open();
      const project = aProject("rename3");
      for (let call = 1; call <= calls; call++) {
        const person = aPerson(`cutname${call}`);
        await provisioner.ensure(person, project);
        const cut = await cutAt(call);
        const { username: store } = cut.provisioner;
        const to = `cutto${call}`;
        await (store?.setUsername?.(person, to) ?? store?.releaseUsername?.(person))?.catch(() => undefined);
        await cut.close();
        const renamed = await change(provisioner, person, to, project);
        expect(await provisioner.diff(renamed, [project]), `cut at call ${call}`).toEqual([]);
      }
    });
  });
}
