import { LDAP } from "../../dev/local-stack/ldap-names.ts";
import { PASSWORD } from "../../dev/local-stack/people.ts";
import type { Db } from "../../src/db/client.ts";
import type { Account } from "../../src/db/tables/accounts.ts";
import { anAccount } from "../in-registry.ts";

/** The directory entries of people whom `inRegistry` knows, and of their project. */
export function entriesOf(usernames: readonly string[]): string {
  const group = `dn: cn=astro,${LDAP.groupsDn}
objectClass: posixGroup
cn: astro
gidNumber: 5001
${usernames.map((username) => `memberUid: ${username}\n`).join("")}`;
  const people = usernames.map(
    (username, number) => `
dn: uid=${username},${LDAP.peopleDn}
objectClass: inetOrgPerson
objectClass: posixAccount
uid: ${username}
cn: Amy Ash
givenName: Amy
sn: Ash
mail: ${username}@example.org
uidNumber: ${30_000 + number}
gidNumber: 5001
homeDirectory: /home/${username}
loginShell: /bin/bash
userPassword: ${PASSWORD}
`,
  );
  return group + people.join("");
}

/** Puts these people into the registry, with the numbers that they have in the directory. */
export async function inRegistry(db: Db, usernames: readonly string[]): Promise<Account[]> {
  const accounts: Account[] = [];
  for (const [number, username] of usernames.entries()) {
    const { account } = await anAccount(db, username, {
      uidNumber: 30_000 + number,
      project: { gidNumber: 5001 },
    });
    accounts.push(account);
  }
  return accounts;
}
