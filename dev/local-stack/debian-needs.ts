import { CHROMIUM_PACKAGES, CHROMIUM_PROGRAMS } from "./chromium.ts";
import { whyUnavailable } from "./debian.ts";
import { DOVECOT_PACKAGES, DOVECOT_PROGRAMS } from "./dovecot.ts";
import { KEYSTONE_PACKAGES, KEYSTONE_PROGRAMS } from "./keystone.ts";
import { MEDIAWIKI_PACKAGES, MEDIAWIKI_PROGRAMS } from "./mediawiki.ts";
import { OPENSTACK_PACKAGES, OPENSTACK_PROGRAMS } from "./openstack.ts";
import { POSTFIX_PACKAGES, POSTFIX_PROGRAMS } from "./postfix.ts";
import { RT_PACKAGES, RT_PROGRAMS } from "./rt.ts";
import { SAMBA_PACKAGES, SAMBA_PROGRAMS } from "./samba.ts";
import { SLAPD_PACKAGES, SLAPD_PROGRAMS } from "./slapd.ts";
import { SLURM_PACKAGES, SLURM_PROGRAMS } from "./slurm.ts";

/** A real server or program from Debian's packages that tests and the demo run. */
interface DebianNeed {
  readonly packages: readonly string[];
  readonly programs: readonly string[];
  /** Completes "It is needed for …". */
  readonly purpose: string;
}

export const DEBIAN_NEEDS = {
  slapd: { packages: SLAPD_PACKAGES, programs: SLAPD_PROGRAMS, purpose: "the LDAP directory" },
  samba: { packages: SAMBA_PACKAGES, programs: SAMBA_PROGRAMS, purpose: "Active Directory" },
  keystone: { packages: KEYSTONE_PACKAGES, programs: KEYSTONE_PROGRAMS, purpose: "OpenStack's Keystone" },
  openstack: { packages: OPENSTACK_PACKAGES, programs: OPENSTACK_PROGRAMS, purpose: "OpenStack quotas" },
  slurm: { packages: SLURM_PACKAGES, programs: SLURM_PROGRAMS, purpose: "Slurm accounting" },
  postfix: { packages: POSTFIX_PACKAGES, programs: POSTFIX_PROGRAMS, purpose: "undelivered email" },
  dovecot: { packages: DOVECOT_PACKAGES, programs: DOVECOT_PROGRAMS, purpose: "the mailbox for bounces" },
  rt: { packages: RT_PACKAGES, programs: RT_PROGRAMS, purpose: "Request Tracker" },
  mediawiki: { packages: MEDIAWIKI_PACKAGES, programs: MEDIAWIKI_PROGRAMS, purpose: "the wiki" },
  chromium: { packages: CHROMIUM_PACKAGES, programs: CHROMIUM_PROGRAMS, purpose: "the tests of web pages" },
} as const satisfies Record<string, DebianNeed>;

/** Returns a sentence for each of these that can't run on this machine: what is missing, what it is for, what works without it. */
export async function describeMissing(
  names: readonly (keyof typeof DEBIAN_NEEDS)[],
  withoutIt: string,
): Promise<string[]> {
  const sentences = await Promise.all(
    names.map(async (name) => {
      const { packages, programs, purpose } = DEBIAN_NEEDS[name];
      const why = await whyUnavailable(packages, programs);
      return why === undefined
        ? undefined
        : `${name} is missing: it is not installed, and apt can't provide it (${why.trim()}). It is needed for ${purpose}; ${withoutIt}.`;
    }),
  );
  return sentences.filter((sentence) => sentence !== undefined);
}
