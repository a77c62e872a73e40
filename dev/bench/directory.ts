import { join } from "node:path";
import type { Client } from "ldapts";
import pLimit from "p-limit";
import { unguarded } from "../../src/credentials/login-guard.ts";
import { type LdapPool, ldapPool } from "../../src/provisioners/ldap/ldap-pool.ts";
import { withLdap } from "../../src/provisioners/ldap/ldap-session.ts";
import { makeCertificates } from "../local-stack/certificates.ts";
import { ldapConfig } from "../local-stack/ldap-config.ts";
import { LDAP } from "../local-stack/ldap-names.ts";
import { startSlapd } from "../local-stack/slapd.ts";

const SEARCHES = 500;
/** The default of ldap.maxConnections. */
const AT_ONCE = 8;

interface Directory {
  /** The milliseconds per search on kept connections. */
  readonly kept: number;
  /** The milliseconds per search with a new connection for each. */
  readonly fresh: number;
}

/** Measures many simultaneous searches in real OpenLDAP over TLS, on kept connections and on new ones. */
export async function benchDirectory(folder: string): Promise<Directory> {
  const certificates = await makeCertificates(join(folder, "directory-certificates"));
  const slapd = await startSlapd({ folder: join(folder, "directory-slapd"), certificates });
  try {
    const config = ldapConfig(slapd.url, { ca: certificates.ca, maxConnections: AT_ONCE });
    const limit = pLimit(AT_ONCE);
    const pool = ldapPool(config, unguarded);
    const each: LdapPool = (work) => limit(() => withLdap(config, work, unguarded));
    // The first searches are slower, so they are not measured.
    for (const session of [pool, each]) await measure(session, AT_ONCE);
    return { kept: await measure(pool, SEARCHES), fresh: await measure(each, SEARCHES) };
  } finally {
    await slapd.stop();
  }
}

async function measure(session: LdapPool, times: number): Promise<number> {
  const search = (client: Client) => client.search(LDAP.groupsDn, { filter: "(cn=astro)" });
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: times }, () => session(search)));
  return (performance.now() - startedAt) / times;
}
