import { describe, expect, it } from "vitest";
import type { FoundAccount, Reading, Source } from "../../src/provisioners/found.ts";
import { aFailure } from "../a-failure.ts";

/** A source with what was planted in it, and a separate look at what it holds. */
export interface SourceUnderTest {
  readonly source: Source;
  /** The planted accounts by username, with what must be read of them. */
  readonly accounts: Readonly<Record<string, Partial<FoundAccount>>>;
  /** The planted projects by name, with the usernames of their members and owners. */
  readonly projects: Readonly<
    Record<string, { readonly members: readonly string[]; readonly owners: readonly string[] }>
  >;
  /** Names of accounts and projects that are the system's own, and must not be read. */
  readonly left?: readonly string[];
  /** Everything that the source holds. */
  inspect(): Promise<string>;
  /** The same source, but it shows only a part of what it has. */
  cut(): Promise<{ readonly source: Source; close(): Promise<void> }>;
  /** The same source, but it can't be reached. */
  away(): Promise<Source>;
}

export const readAll = (source: Source) => source.read(() => undefined);

/** Returns the projects by name with the usernames of their members and owners, in order. */
export function projectsOf({ accounts, projects }: Reading) {
  const usernames = new Map(accounts.map(({ id, username }) => [id, username]));
  const names = (ids: readonly string[]) => ids.map((id) => usernames.get(id) ?? `?${id}`).toSorted();
  return Object.fromEntries(
    projects.map(({ name, members, owners }) => [name, { members: names(members), owners: names(owners) }]),
  );
}

/** Tests what every source promises. */
export function holdsSourceContract(open: () => SourceUnderTest): void {
  describe("as every source", () => {
    it("reads every planted person and project, with IDs that are the source's own", async () => {
      const { source, accounts, projects, left = [] } = open();
      const reading = await readAll(source);
      for (const [username, planted] of Object.entries(accounts)) {
        const found = reading.accounts.filter((account) => account.username === username);
        expect(found, username).toEqual([expect.objectContaining({ system: source.system, ...planted })]);
      }
      expect(projectsOf(reading)).toMatchObject(projects);
      const ids = [...reading.accounts, ...reading.projects].map(({ id }) => id);
      expect(ids.every((id) => id !== "")).toBe(true);
      const accountIds = reading.accounts.map(({ id }) => id);
      expect(new Set(accountIds).size).toBe(accountIds.length);
      const names = [
        ...reading.accounts.map(({ username }) => username),
        ...reading.projects.map(({ name }) => name),
      ];
      for (const name of left) expect(names).not.toContain(name);
      expect(reading.incomplete).toBeUndefined();
    });

    it("reads the same twice and changes nothing", async () => {
      const { source, inspect } = open();
      const before = await inspect();
      const first = await readAll(source);
      expect(await readAll(source)).toEqual(first);
      expect(await inspect()).toBe(before);
    });

    it("counts the entries that it has read", async () => {
      const { source } = open();
      const counts: number[] = [];
      const { accounts } = await source.read((entries) => counts.push(entries));
      expect(counts).toEqual(counts.toSorted((a, b) => a - b));
      expect(counts.at(-1)).toBeGreaterThanOrEqual(accounts.length);
    });

    it("says in a sentence that its list is incomplete when it sees only a part", async () => {
      const cut = await open().cut();
      const { incomplete } = await readAll(cut.source);
      await cut.close();
      expect(incomplete).toMatch(/^[A-Z].*\.$/s);
    });

    it("fails with a sentence when it can't be read at all, and never says that it has nothing", async () => {
      await expect(readAll(await open().away())).rejects.toMatchObject(aFailure(/\w+ .*\w+/));
    });
  });
}
