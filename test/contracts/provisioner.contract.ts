import { describe, expect, it } from "vitest";
import {
  NameConflictError,
  type Person,
  type Project,
  type Provisioner,
} from "../../src/provisioners/provisioner.ts";
import { aFailure } from "../a-failure.ts";
import { type EXPLAINS_NOTHING, type ExplainedUnderTest, explainsAccess } from "./explained-access.ts";

/** A provisioner on a real server, and a separate look at what the server holds. */
export interface ProvisionerUnderTest {
  readonly provisioner: Provisioner;
  /** Returns a person whose numbers and username are still free; `name` makes them recognizable. */
  aPerson(name: string): Person;
  aProject(name: string): Project;
  /** How many accounts have this username. */
  countAccounts(username: string): Promise<number>;
  members(project: string): Promise<string[]>;
  /** Gives this username to someone whom acct did not create. Returns what the server holds about them. */
  haveStranger(username: string): Promise<string>;
  /** Locks this person as an administrator would, without acct. Undefined: the system can't lock people. */
  lockByHand?(username: string): Promise<void>;
  /** Accounts of other kinds and in other places that have this username. Each function creates one. */
  readonly namesakes?: Readonly<Record<string, (username: string) => Promise<void>>>;
  /** Gives an account another name. Undefined: names can't change. */
  renameByHand?(username: string, to: string): Promise<void>;
  /** Moves an account to another place, where it keeps its name. Undefined: there is only one place. */
  moveByHand?(username: string): Promise<void>;
  /** Gives an account another address. Undefined: the system has no addresses. */
  changeAddressByHand?(username: string, email: string): Promise<void>;
  /** Makes someone a member of a project that acct doesn't know. */
  addMemberByHand?(username: string, project: string): Promise<void>;
  /** The same provisioner, but its server returns only a part of each list and says so. Undefined: the server can't do that. */
  truncating?(): Promise<{ readonly provisioner: Provisioner; close(): Promise<void> }>;
  /** Gives a person something of their own. Returns everything that they have then: "2 running jobs". */
  haveBelongings?(person: Person, project: Project): Promise<string[]>;
  /** Everything that the server holds about this username. */
  inspect(username: string): Promise<string>;
  /** How the system is broken for what `explain` says, or that it has no `explain`. */
  readonly explained: ExplainedUnderTest | typeof EXPLAINS_NOTHING;
  /** The same provisioner, but its server does what the n-th call asks for and loses the connection before it responds. */
  cutAt(call: number): Promise<{ readonly provisioner: Provisioner; close(): Promise<void> }>;
}

/** Tests what every provisioner promises. */
export function holdsProvisionerContract(open: () => ProvisionerUnderTest): void {
  explainsAccess(open);
  describe("as every provisioner", () => {
    it("can be reached", () => expect(open().provisioner.ping()).resolves.toBeUndefined());

    it("creates the person, the project and the membership", async () => {
      const { provisioner, aPerson, aProject, countAccounts, members } = open();
      const [person, project] = [aPerson("first"), aProject("lab1")];
      expect((await provisioner.ensure(person, project)).summary).toContain(person.username);
      expect(await countAccounts(person.username)).toBe(1);
      expect(await members(project.name)).toEqual([person.username]);
    });

    it("creates nothing twice when the call is repeated", async () => {
      const { provisioner, aPerson, aProject, countAccounts, members, inspect } = open();
      const [person, project] = [aPerson("twice"), aProject("lab2")];
      await provisioner.ensure(person, project);
      const once = await inspect(person.username);
      await provisioner.ensure(person, project);
      expect(await inspect(person.username)).toBe(once);
      expect(await countAccounts(person.username)).toBe(1);
      expect(await members(project.name)).toEqual([person.username]);
    });

    it("creates one account when two processes ask at the same time", async () => {
      const { provisioner, aPerson, aProject, countAccounts, members } = open();
      const [person, project] = [aPerson("race"), aProject("lab3")];
      await Promise.all([provisioner.ensure(person, project), provisioner.ensure(person, project)]);
      expect(await countAccounts(person.username)).toBe(1);
      expect(await members(project.name)).toEqual([person.username]);
    });

    it("rejects a username that belongs to someone else and leaves their account untouched", async () => {
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
      expect(plan.map(({ text }) => text).join("\n")).toContain(person.username);
      expect(await countAccounts(person.username)).toBe(0);
    });

    it("marks in its plan what does not exist yet, identically each time, and marks nothing once it exists", async () => {
      const { provisioner, aPerson, aProject } = open();
      const [person, project] = [aPerson("marked"), aProject("lab15")];
      const plan = await provisioner.plan(person, project);
      expect(plan.some(({ isNew }) => isNew)).toBe(true);
      expect(await provisioner.plan(person, project)).toEqual(plan);
      const saysNew = async () => (await provisioner.planProject?.(project))?.[0]?.isNew;
      const canSay = provisioner.planProject !== undefined;
      expect(await saysNew()).toBe(canSay ? true : undefined);
      await provisioner.ensure(person, project);
      expect(await saysNew()).toBe(canSay ? false : undefined);
      expect((await provisioner.plan(person, project)).filter(({ isNew }) => isNew)).toEqual([]);
    });

    it("adds an existing person to an existing project once", async () => {
      const { provisioner, aPerson, aProject, members } = open();
      const [first, second, project] = [aPerson("owner"), aPerson("guest"), aProject("lab6")];
      await provisioner.ensure(first, project);
      await provisioner.ensure(second, aProject("lab7"));
      await provisioner.ensureMember(second, project);
      await provisioner.ensureMember(second, project);
      expect((await members(project.name)).toSorted()).toEqual([first.username, second.username].toSorted());
    });

    it("completes an interrupted run, no matter which call was interrupted, and creates nothing twice", async () => {
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

    it("ends one membership only, also when repeated, and reports nothing about someone unknown", async () => {
      const { provisioner, aPerson, aProject, members } = open();
      const [first, second] = [aPerson("leaves"), aPerson("stays")];
      const [project, other] = [aProject("lab9"), aProject("lab16")];
      await provisioner.ensure(first, project);
      await provisioner.ensure(second, project);
      await provisioner.ensure(first, other);
      expect(await provisioner.leave(first, project)).toContain(first.username);
      await provisioner.leave(first, project);
      expect(await members(project.name)).toEqual([second.username]);
      expect(await members(other.name)).toEqual([first.username]);
      expect(await provisioner.findLock?.(first)).toBeUndefined();
      expect(await provisioner.diff(first, [other])).toEqual([]);
      const nothing = await provisioner.leave(aPerson("never"), project);
      expect(nothing).not.toMatch(new RegExp(`never|${project.name}`));
    });

    it("shuts a person out everywhere and restores exactly that, also when repeated", async () => {
      const { provisioner, aPerson, aProject, members } = open();
      const [person, project] = [aPerson("returns"), aProject("lab13")];
      await provisioner.ensure(person, project);
      expect(await provisioner.findLock?.(person)).toBeUndefined();
      if (provisioner.findAccess) expect(await provisioner.findAccess(person, [project])).not.toEqual([]);
      for (let time = 0; time < 2; time++) await shutOut(provisioner, person, [project]);
      expect(await members(project.name)).toEqual([]);
      expect((await provisioner.findAccess?.(person, [project])) ?? []).toEqual([]);
      for (let time = 0; time < 2; time++) await letIn(provisioner, person, [project]);
      expect(await provisioner.findLock?.(person)).toBeUndefined();
      expect(await members(project.name)).toEqual([person.username]);
      expect(await provisioner.diff(person, [project])).toEqual([]);
    });

    it("completes an interrupted departure and an interrupted return, no matter which call was interrupted", async () => {
      const { provisioner, aPerson, aProject, members, cutAt } = open();
      const [person, project] = [aPerson("departs"), aProject("lab23")];
      await provisioner.ensure(person, project);
      /** Interrupts a step at this call and repeats it. Returns whether it was interrupted. */
      const interrupt = async (step: typeof shutOut, call: number) => {
        const cut = await cutAt(call);
        const wasCut = await step(cut.provisioner, person, [project]).then(
          () => false,
          () => true,
        );
        await cut.close();
        await step(provisioner, person, [project]);
        return wasCut;
      };
      let cuts = 0;
      for (let call = 1; call <= 30; call++) {
        const left = await interrupt(shutOut, call);
        expect((await provisioner.findAccess?.(person, [project])) ?? [], `cut at call ${call}`).toEqual([]);
        expect(await members(project.name), `cut at call ${call}`).toEqual([]);
        const returned = await interrupt(letIn, call);
        expect(await provisioner.diff(person, [project]), `cut at call ${call}`).toEqual([]);
        expect(await members(project.name), `cut at call ${call}`).toEqual([person.username]);
        if (!left && !returned) break;
        cuts++;
      }
      expect(cuts).toBeGreaterThan(2);
    }, 300_000);

    it("returns an ID that stays the same, if the system has one", async () => {
      const { provisioner, aPerson, aProject } = open();
      const [person, project] = [aPerson("known"), aProject("lab17")];
      const first = await provisioner.ensure(person, project);
      const second = await provisioner.ensure(person, project);
      expect([second.account, second.project]).toEqual([first.account, first.project]);
    });

    it("finds a person who was renamed, names the difference, and shuts them out", async () => {
      const { provisioner, aPerson, aProject, members, renameByHand } = open();
      if (!renameByHand) return;
      const { person, project } = await aKnown(provisioner, aPerson("oldname"), aProject("lab18"));
      await renameByHand(person.username, "newname");
      expect((await provisioner.diff(person, [project])).join()).toContain("newname");
      await shutOut(provisioner, person, [project]);
      expect(await provisioner.findAccess?.(person, [project])).toEqual([]);
      expect(await members(project.name)).toEqual([]);
      expect(await provisioner.findLock?.(person)).toEqual(expect.any(String));
    });

    it("finds a person who was moved, and shuts them out", async () => {
      const { provisioner, aPerson, aProject, members, moveByHand } = open();
      if (!moveByHand) return;
      const [person, project, other] = [aPerson("moved"), aProject("lab19"), aProject("lab20")];
      await provisioner.ensure(person, project);
      await moveByHand(person.username);
      expect(await provisioner.diff(person, [project])).toEqual([]);
      await provisioner.ensureMember(person, other);
      await shutOut(provisioner, person, [project, other]);
      expect([...(await members(project.name)), ...(await members(other.name))]).toEqual([]);
      expect(await provisioner.findLock?.(person)).toEqual(expect.any(String));
    });

    it("finds a person whose address was changed, names the difference, and shuts them out", async () => {
      const { provisioner, aPerson, aProject, members, changeAddressByHand } = open();
      if (!changeAddressByHand) return;
      const { person, project } = await aKnown(provisioner, aPerson("readdressed"), aProject("lab21"));
      await changeAddressByHand(person.username, "new.address@example.org");
      expect(await provisioner.diff(person, [project])).toHaveLength(1);
      await shutOut(provisioner, person, [project]);
      expect(await provisioner.findAccess?.(person, [project])).toEqual([]);
      expect(await members(project.name)).toEqual([]);
    });

    it("rejects a username that an account of another kind or in another place has, in the plan and when it creates", async () => {
      const { provisioner, aPerson, aProject, namesakes = {}, inspect, members } = open();
      for (const [at, [what, make]] of Object.entries(namesakes).entries()) {
        const [person, project] = [aPerson(`namesake${at}`), aProject(`namesakelab${at}`)];
        await make(person.username);
        const before = await inspect(person.username);
        await expect(provisioner.plan(person, project), what).rejects.toThrow(NameConflictError);
        await expect(provisioner.ensure(person, project), what).rejects.toThrow(NameConflictError);
        expect(await inspect(person.username), what).toBe(before);
        expect(await members(project.name), what).toEqual([]);
      }
    });

    it("names each membership that someone who has left still has", async () => {
      const { provisioner, aPerson, aProject, addMemberByHand } = open();
      const { findAccess } = provisioner;
      if (!findAccess || !addMemberByHand) return;
      const { person, project } = await aKnown(provisioner, aPerson("lingers"), aProject("lab22"));
      await addMemberByHand(person.username, "corpus");
      await shutOut(provisioner, person, [project]);
      expect(await findAccess(person, [project])).toEqual([expect.stringMatching(/lingers.*corpus/)]);
    });

    it("concludes nothing from a list that the server has cut", async () => {
      const { provisioner, aPerson, aProject, truncating } = open();
      if (!truncating) return;
      const project = aProject("cutlist");
      const people = [aPerson("listed1"), aPerson("listed2")];
      for (const person of people) await provisioner.ensure(person, project);
      const cut = await truncating();
      await expect(cut.provisioner.findUnmanaged(project, people)).rejects.toMatchObject(aFailure(/./));
      await cut.close();
    });

    it("knows that an administrator has locked someone", async () => {
      const { provisioner, aPerson, aProject, lockByHand } = open();
      if (!lockByHand) return expect(provisioner.resume).toBeUndefined();
      const [person, project] = [aPerson("locked"), aProject("lab14")];
      await provisioner.ensure(person, project);
      await lockByHand(person.username);
      expect(await provisioner.findLock?.(person)).toEqual(expect.any(String));
    });

    it("deletes only removed people, reports nothing deleted the second time, and never deletes someone else's account", async () => {
      const { provisioner, aPerson, aProject, countAccounts, haveStranger, inspect } = open();
      const { erase } = provisioner;
      if (!erase) return;
      const [person, project] = [aPerson("gone"), aProject("lab12")];
      await provisioner.ensure(person, project);
      await expect(erase(person)).rejects.toMatchObject(aFailure(/\bgone\b/));
      expect(await countAccounts(person.username)).toBe(1);
      await shutOut(provisioner, person, [project]);
      expect(await erase(person)).toContain(person.username);
      const nothing = await erase(person);
      expect(nothing).not.toContain(person.username);
      expect(await erase(aPerson("never"))).toBe(nothing);
      expect(await countAccounts(person.username)).toBe(0);
      const stranger = aPerson("stranger");
      await haveStranger(stranger.username).catch(() => undefined);
      const before = await inspect(stranger.username);
      await expect(erase(stranger)).rejects.toThrow(NameConflictError);
      expect(await inspect(stranger.username)).toBe(before);
    });

    it("counts what a person has the same twice, and changes nothing by it", async () => {
      const { provisioner, aPerson, aProject, inspect, members, haveBelongings } = open();
      const { belongings } = provisioner;
      if (!belongings) return;
      const [person, project] = [aPerson("has"), aProject("lab24")];
      await provisioner.ensure(person, project);
      const expected = (await haveBelongings?.(person, project)) ?? [];
      const before = [await inspect(person.username), await members(project.name)];
      const first = await belongings.count(person, [project]);
      expect(await belongings.count(person, [project])).toEqual(first);
      expect(first.map(({ what, count }) => `${count} ${what}`)).toEqual(expected);
      expect([await inspect(person.username), await members(project.name)]).toEqual(before);
    });

    it("counts nothing for someone whom the system doesn't have", async () => {
      const { provisioner, aPerson } = open();
      expect((await provisioner.belongings?.count(aPerson("neverhere"), [])) ?? []).toEqual([]);
    });

    it("reports each difference from the registry, and nothing if there is none", async () => {
      const { provisioner, aPerson, aProject } = open();
      const [person, project, other] = [aPerson("drift"), aProject("lab10"), aProject("lab11")];
      expect(await provisioner.diff(person, [project])).not.toEqual([]);
      await provisioner.ensure(person, project);
      expect(await provisioner.diff(person, [project])).toEqual([]);
      expect((await provisioner.diff(person, [project, other])).join()).toContain(other.name);
      await provisioner.leave(person, project);
      expect((await provisioner.diff(person, [project])).join()).toContain("drift");
    });

    it("stores names with special characters as they are", async () => {
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

/** What `acct offboard` asks of a system. */
async function shutOut(
  provisioner: Provisioner,
  person: Person,
  projects: readonly Project[],
): Promise<void> {
  await provisioner.suspend?.(person);
  for (const project of projects) await provisioner.leave(person, project);
}

/** What `acct resume` asks of a system. */
async function letIn(provisioner: Provisioner, person: Person, projects: readonly Project[]): Promise<void> {
  await provisioner.resume?.(person);
  for (const project of projects) await provisioner.ensure(person, project);
}

/** Someone whose ID the registry has stored. */
async function aKnown(provisioner: Provisioner, person: Person, project: Project) {
  const { account } = await provisioner.ensure(person, project);
  return { person: { ...person, externalIds: { [provisioner.name]: account?.id } }, project };
}
