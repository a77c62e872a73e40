import type { FoundAccount, FoundProject, Reading, Source } from "../../src/provisioners/found.ts";

/** An account as a source has it. Say only what matters to the test. */
export const found = (system: string, username: string, but: Partial<FoundAccount> = {}): FoundAccount => ({
  system,
  id: `id-of-${username}`,
  username,
  givenName: "Amy",
  familyName: username,
  emails: [`${username}@example.org`],
  state: "active",
  ...but,
});

/** A project as a source has it, with members who are known by their usernames in `found`. */
export const foundProject = (
  system: string,
  name: string,
  members: readonly string[] = [],
  but: Partial<FoundProject> = {},
): FoundProject => ({
  system,
  id: `id-of-${name}`,
  name,
  members: members.map((one) => `id-of-${one}`),
  owners: [],
  ...but,
});

/** A reading that is whole. */
export const reading = (
  accounts: readonly FoundAccount[],
  projects: readonly FoundProject[] = [],
  but: Partial<Reading> = {},
): Reading => ({ accounts, projects, problems: [], ...but });

/** A system whose content a test can replace. */
export interface SomeSource extends Source {
  now: Reading | Error;
}

export function someSource(system: string, now: Reading): SomeSource {
  const source: SomeSource = {
    system,
    now,
    async read(onProgress) {
      if (source.now instanceof Error) throw source.now;
      onProgress(source.now.accounts.length + source.now.projects.length);
      return source.now;
    },
  };
  return source;
}
