import { LDAP } from "../local-stack/ldap-names.ts";

const { peopleDn, groupsDn } = LDAP;

/** The site's directory before acct: two projects, and a person whose username acct would otherwise have chosen. */
export const directoryBefore = `dn: cn=astro,${groupsDn}
objectClass: posixGroup
cn: astro
gidNumber: 5001
description: Astrophysics

dn: cn=corpus,${groupsDn}
objectClass: posixGroup
cn: corpus
gidNumber: 5002
description: Corpus linguistics

dn: uid=asmith,${peopleDn}
objectClass: inetOrgPerson
objectClass: posixAccount
uid: asmith
cn: Anna Smith
sn: Smith
givenName: Anna
mail: anna.smith@example.org
uidNumber: 10001
gidNumber: 5001
homeDirectory: /home/asmith
`;
