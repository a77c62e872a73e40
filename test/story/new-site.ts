import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { inject } from "vitest";
import { openSite, type Site, type SiteOptions } from "../../dev/local-stack/site.ts";
import { newDatabase, type TestDatabase } from "../new-database.ts";

export interface TestSite extends Site {
  readonly database: TestDatabase;
}

/** A separate site, on which no acct is running yet. */
export async function newSite(options: Partial<SiteOptions> = {}): Promise<TestSite> {
  const database = await newDatabase();
  const folder = join(inject("folder"), `site-${randomBytes(4).toString("hex")}`);
  // Many tests send several requests at once. Only some of them test the digest that these would become.
  const digest = { above: 1000, ...options.settings?.digest };
  const settings = { ...options.settings, digest };
  const site = await openSite({ folder, databaseUrl: database.url, ...options, settings });
  return {
    ...site,
    database,
    async stop() {
      await site.stop();
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A project that was in the directory before acct. */
export const astro = `dn: cn=astro,ou=groups,dc=example,dc=org
objectClass: posixGroup
cn: astro
gidNumber: 5001
`;
