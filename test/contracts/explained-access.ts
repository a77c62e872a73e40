import { describe, expect, it } from "vitest";
import { Failure } from "../../src/failure/failure.ts";
import type { Person, Project, Provisioner } from "../../src/provisioners/provisioner.ts";
import type { ShownLink } from "../../src/provisioners/shown-link.ts";
import type { ProvisionerUnderTest } from "./provisioner.contract.ts";

/** How the system is broken for a test of what it explains. */
export interface ExplainedUnderTest {
  /** Someone who has no account in the system. */
  withoutAccount(name: string): Person;
  /** Whether that keeps them out: in some systems, people get an account only when they first sign in. */
  readonly needsAccount: boolean;
  /** Does what only the person does, such as setting a password. Undefined: there is nothing left to do. */
  complete?(person: Person): Promise<unknown>;
  /** What shuts an account out, as an administrator does it: "disabled", "expired". */
  readonly shut: Readonly<Record<string, (username: string) => Promise<unknown>>>;
  /** The same provisioner, but its system is away: "refuses connections", "never answers". */
  readonly away: Readonly<Record<string, Provisioner>>;
}

/** The system has only its locks and its differences, which are tested otherwise. */
export const EXPLAINS_NOTHING = "explains nothing";

/** No system may be waited for longer than this. `/acct why` goes on without it much earlier. */
const LONGEST_MS = 90_000;

const missingIn = (links: readonly ShownLink[]) => links.filter(({ state }) => state === "missing");

/** Tests what a provisioner says of someone's way in, for `/acct why`. */
export function explainsAccess(open: () => ProvisionerUnderTest): void {
  /** Undefined if the system explains nothing, which it has to declare. */
  function opened() {
    const { explained, provisioner, ...rest } = open();
    const { explain } = provisioner;
    if (explained === EXPLAINS_NOTHING) {
      expect(explain).toBeUndefined();
      return undefined;
    }
    if (!explain) throw new Error(`${provisioner.name} has nothing that the test could ask`);
    return { ...rest, ...explained, provisioner, explain };
  }

  /** Someone who can work in two projects. */
  async function someone(name: string) {
    const system = opened();
    if (!system) return undefined;
    const { provisioner, aPerson, aProject, complete } = system;
    const [person, project, other] = [aPerson(name), aProject(`${name}lab`), aProject(`${name}other`)];
    await provisioner.ensure(person, project);
    await provisioner.ensure(person, other);
    await complete?.(person);
    const ask = (...projects: readonly Project[]) => system.explain(person, projects);
    return { ...system, person, project, other, ask };
  }

  describe("explains someone's way in", () => {
    it("finds nothing missing while everything is there, says so for each project, and changes nothing", async () => {
      const all = await someone("waywell");
      if (!all) return;
      const before = await all.inspect(all.person.username);
      const links = await all.ask(all.project, all.other);
      expect(missingIn(links)).toEqual([]);
      expect(links[0]).toMatchObject({ name: "entry", state: "ok" });
      for (const { name } of [all.project, all.other])
        expect(links).toContainEqual(
          expect.objectContaining({ name: "membership", state: "ok", project: name }),
        );
      expect(await all.inspect(all.person.username)).toBe(before);
    });

    it("names the account if there is none, and nothing that depends on it", async () => {
      const system = opened();
      if (!system) return;
      const person = system.withoutAccount("waynone");
      const links = await system.explain(person, [system.aProject("waynonelab")]);
      expect(links).toEqual([
        expect.objectContaining({ name: "entry", state: system.needsAccount ? "missing" : "note" }),
      ]);
      expect(links[0]?.detail).toContain(person.username);
    });

    it("names what shuts the account out, whoever did it, and doesn't take the account for missing", async () => {
      const names = Object.keys(opened()?.shut ?? {});
      for (const [at, how] of names.entries()) {
        const all = await someone(`wayshut${at}`);
        if (!all) return;
        await all.shut[how]?.(all.person.username);
        const [first] = missingIn(await all.ask(all.project));
        expect(first?.name, how).toBeOneOf(["enabled", "expiry", "lock", "shell", "limits"]);
      }
    });

    it("sees that acct itself has shut someone out", async () => {
      const all = await someone("waysuspended");
      if (!all?.provisioner.suspend) return;
      await all.provisioner.suspend(all.person);
      expect(missingIn(await all.ask(all.project))).not.toEqual([]);
    });

    it("names the one project that someone isn't in", async () => {
      const all = await someone("wayout");
      if (!all) return;
      await all.provisioner.leave(all.person, all.project);
      const links = await all.ask(all.other, all.project);
      expect(missingIn(links)).toEqual([
        expect.objectContaining({ name: "membership", project: all.project.name }),
      ]);
      expect(missingIn(await all.ask(all.other))).toEqual([]);
    });

    it(
      "fails with a sentence while the system is away, and says nothing about the person",
      async () => {
        const system = opened();
        if (!system) return;
        const person = system.aPerson("wayaway");
        for (const [how, { explain }] of Object.entries(system.away)) {
          const answer = await explain?.(person, []).catch((error: unknown) => error);
          expect(answer, how).toBeInstanceOf(Failure);
        }
      },
      LONGEST_MS,
    );
  });
}
