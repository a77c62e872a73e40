import { describe, expect, it } from "vitest";
import {
  NameConflictError,
  type Person,
  type Project,
  type Provisioner,
} from "../../src/provisioners/provisioner.ts";

/** A provisioner on a real server, and an eye of its own on what the server holds. */
export interface ProvisionerUnderTest {
  readonly provisioner: Provisioner;
  /** Numbers and a username that nobody has yet; `name` makes it recognisable. */
  aPerson(name: string): Person;
  aProject(name: string): Project;
  /** How many accounts of this username there are. */
  countAccounts(username: string): Promise<number>;
  members(project: string): Promise<string[]>;
  /** Somebody whom we have not made has this username. Returns what the server holds about them. */
  haveStranger(username: string): Promise<string>;
  /** An administrator locks this person, past us. Undefined: nobody can be locked there. */
  lockByHand?(username: string): Promise<void>;
  /** What the server holds about this username, down to the last attribute. */
  inspect(username: string): Promise<string>;
  /** The same provisioner, whose server does what the n-th call asks for and is cut off before it answers. */
  cutAt(call: number): Promise<{ readonly provisioner: Provisioner; close(): Promise<void> }>;
}

/** What every provisioner promises. */
export function holdsProvisionerContract(open: () => ProvisionerUnderTest): void {
  describe("as every provisioner", () => {
    it("can be reached", () => expect(open().provisioner.reach()).resolves.toBeUndefined());

    it("makes the person, the project and the membership", async () => {
      const { provisioner, aPerson, aProject, countAccounts, members } = open();
      const [person, project] = [aPerson("first"), aProject("lab1")];
      expect(await provisioner.ensure(person, project)).toContain(person.username);
      expect(await countAccounts(person.username)).toBe(1);
      expect(await members(project.name)).toEqual([person.username]);
    });

    it("makes nothing twice, however often it is asked", async () => {
      const { provisioner, aPerson, aProject, countAccounts, members, inspect } = open();
      const [person, project] = [aPerson("twice"), aProject("lab2")];
      await provisioner.ensure(person, project);
      const once = await inspect(person.username);
      await provisioner.ensure(person, project);
      expect(await inspect(person.username)).toBe(once);
      expect(await countAccounts(person.username)).toBe(1);
      expect(await members(project.name)).toEqual([person.username]);
    });

    it("makes one of it when two processes ask at once", async () => {
      const { provisioner, aPerson, aProject, countAccounts, members } = open();
      const [person, project] = [aPerson("race"), aProject("lab3")];
      await Promise.all([provisioner.ensure(person, project), provisioner.ensure(person, project)]);
      expect(await countAccounts(person.username)).toBe(1);
      expect(await members(project.name)).toEqual([person.username]);
    });

    it("refuses a namesake and leaves them untouched", async () => {
      const { provisioner, aPerson, aProject, haveStranger, inspect } = open();
      const person = aPerson("stranger");
      const before = await haveStranger(person.username);
      await expect(provisioner.ensure(person, aProject("lab4"))).rejects.toThrow(NameConflictError);
      expect(await inspect(person.username)).toBe(before);
    });

    it("plans without changing anything", async () => {
      const { provisioner, aPerson, aProject, countAccounts } = open();
      const person = aPerson("planned");
      const plan = await provisioner.plan(person, aProject("lab5"));
      expect(plan.join("\n")).toContain(person.username);
      expect(await countAccounts(person.username)).toBe(0);
    });

    it("adds somebody who exists to a project that exists, once", async () => {
      const { provisioner, aPerson, aProject, members } = open();
      const [first, second, project] = [aPerson("owner"), aPerson("guest"), aProject("lab6")];
      await provisioner.ensure(first, project);
      await provisioner.ensure(second, aProject("lab7"));
      await provisioner.ensureMember(second, project);
      await provisioner.ensureMember(second, project);
      expect((await members(project.name)).toSorted()).toEqual([first.username, second.username].toSorted());
    });

    it("completes what was cut off, at whichever call it was, and makes nothing twice", async () => {
      const { provisioner, aPerson, aProject, countAccounts, members, cutAt } = open();
      let cuts = 0;
      for (let call = 1; call <= 30; call++) {
        const [person, project] = [aPerson(`cut${call}`), aProject(`cutlab${call}`)];
        const cut = await cutAt(call);
        const wasCut = await cut.provisioner.ensure(person, project).then(
          () => false,
          () => true,
        );
        await cut.close();
        await provisioner.ensure(person, project);
        expect(await countAccounts(person.username), `cut at call ${call}`).toBe(1);
        expect(await members(project.name), `cut at call ${call}`).toEqual([person.username]);
        if (!wasCut) break;
        cuts++;
      }
      expect(cuts).toBeGreaterThan(2);
    });

    it("takes rights away, quietly the second time, and from nobody else", async () => {
      const { provisioner, aPerson, aProject, members } = open();
      const [first, second, project] = [aPerson("leaves"), aPerson("stays"), aProject("lab9")];
      await provisioner.ensure(first, project);
      await provisioner.ensure(second, project);
      expect(await provisioner.remove(first, project)).toContain(first.username);
      await provisioner.remove(first, project);
      expect(await members(project.name)).toEqual([second.username]);
      expect(await provisioner.remove(aPerson("never"), project)).toBe("nothing to remove");
    });

    it("lets somebody in again whom it has shut out, into the project, too, however often it is asked", async () => {
      const { provisioner, aPerson, aProject, members } = open();
      const [person, project] = [aPerson("returns"), aProject("lab13")];
      await provisioner.ensure(person, project);
      expect(await provisioner.lockOf?.(person)).toBeUndefined();
      await provisioner.remove(person, project);
      expect(await members(project.name)).toEqual([]);
      if (provisioner.resume) expect(await provisioner.lockOf?.(person)).toEqual(expect.any(String));
      for (let time = 0; time < 2; time++) {
        await provisioner.resume?.(person);
        await provisioner.ensure(person, project);
      }
      expect(await provisioner.lockOf?.(person)).toBeUndefined();
      expect(await members(project.name)).toEqual([person.username]);
      expect(await provisioner.diff(person, [project])).toEqual([]);
    });

    it("knows whom an administrator has locked", async () => {
      const { provisioner, aPerson, aProject, lockByHand } = open();
      if (!lockByHand) return expect(provisioner.resume).toBeUndefined();
      const [person, project] = [aPerson("locked"), aProject("lab14")];
      await provisioner.ensure(person, project);
      await lockByHand(person.username);
      expect(await provisioner.lockOf?.(person)).toEqual(expect.any(String));
    });

    it("deletes only whom it has shut out, quietly the second time, and nobody else's namesake", async () => {
      const { provisioner, aPerson, aProject, countAccounts, haveStranger, inspect } = open();
      const { erase } = provisioner;
      if (!erase) return;
      const [person, project] = [aPerson("gone"), aProject("lab12")];
      await provisioner.ensure(person, project);
      await expect(erase(person)).rejects.toThrow(/acct only deletes/);
      expect(await countAccounts(person.username)).toBe(1);
      await provisioner.remove(person, project);
      expect(await erase(person)).toContain("deleted");
      expect(await erase(person)).toBe("nothing to delete");
      expect(await countAccounts(person.username)).toBe(0);
      const stranger = aPerson("stranger");
      await haveStranger(stranger.username).catch(() => undefined);
      const before = await inspect(stranger.username);
      await expect(erase(stranger)).rejects.toThrow(NameConflictError);
      expect(await inspect(stranger.username)).toBe(before);
    });

    it("says what is otherwise than it should be, and nothing when all is as it should be", async () => {
      const { provisioner, aPerson, aProject } = open();
      const [person, project, other] = [aPerson("drift"), aProject("lab10"), aProject("lab11")];
      expect(await provisioner.diff(person, [project])).not.toEqual([]);
      await provisioner.ensure(person, project);
      expect(await provisioner.diff(person, [project])).toEqual([]);
      expect((await provisioner.diff(person, [project, other])).join()).toContain(other.name);
      await provisioner.remove(person, project);
      expect((await provisioner.diff(person, [project])).join()).toContain("drift");
    });

    it("takes names that are poison elsewhere as they are", async () => {
      const { provisioner, aPerson, aProject, countAccounts } = open();
      const poison = {
        ...aPerson("poison"),
        givenName: "*)(uid=*",
        familyName: 'ليلى \\2a,"+<>;=#\u00e9 😀',
        email: "o'neill+tag@example.org",
      };
      const project = aProject("lab8");
      await provisioner.ensure(poison, project);
      await provisioner.ensure(poison, project);
      expect(await countAccounts(poison.username)).toBe(1);
    });
  });
}
