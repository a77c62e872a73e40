import { type LdapTap, startLdapTap } from "../../dev/local-stack/ldap-tap.ts";
import { astro, newSite, type TestSite } from "./new-site.ts";

/** A site with a tap between acct and its directory, so that a test can watch and cut the connection. */
export async function newTappedSite(
  options: Parameters<typeof newSite>[0] = {},
): Promise<TestSite & { readonly tap: LdapTap }> {
  let tap: LdapTap | undefined;
  const site = await newSite({
    entries: astro,
    requireTls: false,
    ldapUrl: async ({ plainUrl }) => {
      tap = await startLdapTap(Number(new URL(plainUrl).port));
      return tap.url;
    },
    ...options,
  });
  if (!tap) throw new Error("there is no directory to tap");
  const wire = tap;
  return {
    ...site,
    tap: wire,
    async stop() {
      await site.stop();
      await wire.stop();
    },
  };
}
