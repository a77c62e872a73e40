import { LDAP } from "../local-stack/ldap-names.ts";

const { peopleDn, groupsDn } = LDAP;

interface PersonBefore {
  readonly uid: string;
  readonly givenName: string;
  readonly sn: string;
  /** `uid@example.org` by default. */
  readonly mail?: string;
  readonly uidNumber: number;
  readonly loginShell?: string;
}

/** The password that everyone in the directory had before acct. */
export const OLD_PASSWORD = "forgotten in 2019";

/**
 * The site's people before acct. Four of them are in the workspace: three PIs, and Gerd, who has left and is disabled. Anna has a
 * username that acct would otherwise choose for Alex Smith. Mia and Jonas share an address. The backup account belongs to a program.
 */
const people: readonly PersonBefore[] = [
  { uid: "asmith", givenName: "Anna", sn: "Smith", mail: "anna.smith@example.org", uidNumber: 10001 },
  { uid: "hopper", givenName: "Henrik", sn: "Hopper", uidNumber: 10002 },
  { uid: "curie", givenName: "Maria", sn: "Curie-Sato", uidNumber: 10003 },
  { uid: "noether", givenName: "Emma", sn: "Noether", uidNumber: 10004 },
  { uid: "gone", givenName: "Gerd", sn: "Gone", uidNumber: 10005, loginShell: "/usr/sbin/nologin" },
  { uid: "mkeller", givenName: "Mia", sn: "Keller", mail: "spectra@example.org", uidNumber: 10006 },
  { uid: "jlind", givenName: "Jonas", sn: "Lind", mail: "spectra@example.org", uidNumber: 10007 },
  { uid: "pnair", givenName: "Priya", sn: "Nair", uidNumber: 10008 },
  { uid: "tweber", givenName: "Tobias", sn: "Weber", uidNumber: 10009 },
  { uid: "sortega", givenName: "Sofía", sn: "Ortega", uidNumber: 10010 },
  { uid: "lchen", givenName: "Li", sn: "Chen", uidNumber: 10011 },
  { uid: "omartin", givenName: "Odile", sn: "Martin", uidNumber: 10012 },
  { uid: "backup", givenName: "Nightly", sn: "Backup", mail: "root@example.org", uidNumber: 900 },
];

interface GroupBefore {
  readonly cn: string;
  readonly gidNumber: number;
  readonly description: string;
  readonly owner: string;
  readonly members: readonly string[];
}

const groups: readonly GroupBefore[] = [
  {
    cn: "astro",
    gidNumber: 5001,
    description: "Astrophysics",
    owner: "hopper",
    members: ["hopper", "asmith", "gone", "mkeller", "jlind", "pnair"],
  },
  {
    cn: "corpus",
    gidNumber: 5002,
    description: "Corpus linguistics",
    owner: "curie",
    members: ["curie", "tweber", "sortega"],
  },
  {
    cn: "symmetry",
    gidNumber: 5003,
    description: "Symmetries and conservation laws",
    owner: "noether",
    members: ["noether", "lchen", "omartin"],
  },
];

/** The group that people can ask for besides their project. It has no owner, because it is no project. */
export const OTHER_GROUP = "gpu-users";
const otherGroup = `dn: cn=${OTHER_GROUP},${groupsDn}\nobjectClass: posixGroup\ncn: ${OTHER_GROUP}\ngidNumber: 5011\n`;

/** The site's directory before acct, as LDIF (RFC 2849): a small department in three groups, and those who may use the GPUs. */
export const directoryBefore = [...groups.map(groupEntry), otherGroup, ...people.map(personEntry)].join("\n");

/** A posixGroup can't have an owner, so the entry has a class that allows every attribute (RFC 4512 §4.3). */
function groupEntry({ cn, gidNumber, description, owner, members }: GroupBefore): string {
  return `dn: cn=${cn},${groupsDn}
objectClass: posixGroup
objectClass: extensibleObject
cn: ${cn}
gidNumber: ${gidNumber}
description: ${description}
owner: uid=${owner},${peopleDn}
${members.map((uid) => `memberUid: ${uid}\n`).join("")}`;
}

function personEntry(person: PersonBefore): string {
  const { uid, givenName, sn, uidNumber, mail = `${uid}@example.org`, loginShell = "/bin/bash" } = person;
  const { gidNumber = 100 } = groups.find(({ members }) => members.includes(uid)) ?? {};
  return `dn: uid=${uid},${peopleDn}
objectClass: inetOrgPerson
objectClass: posixAccount
uid: ${uid}
cn: ${givenName} ${sn}
sn: ${sn}
givenName: ${givenName}
mail: ${mail}
uidNumber: ${uidNumber}
gidNumber: ${gidNumber}
homeDirectory: /home/${uid}
loginShell: ${loginShell}
userPassword: ${OLD_PASSWORD}
`;
}
