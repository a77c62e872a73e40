import { LDAP } from "../local-stack/ldap-names.ts";

/** Someone who signs up in GitLab. */
export interface Newcomer {
  readonly name: string;
  readonly username: string;
  readonly email: string;
  /** The account in the directory with which they log in to GitLab. Without it, they have a password of GitLab's. */
  readonly uid?: string;
  /** Whether GitLab knows that the address is theirs. */
  readonly isConfirmed?: boolean;
}

const fromDirectory = (name: string, uid: string): Newcomer => ({
  name,
  username: uid,
  email: `${uid}@example.org`,
  uid,
});

/** Those who sign up before anyone looks: one whom a rule trusts, one about whom a rule in shadow says something, and a stranger. */
export const firstNewcomers: readonly Newcomer[] = [
  fromDirectory("Tobias Weber", "tweber"),
  fromDirectory("Anna Smith", "asmith"),
  { name: "Zoë Zander", username: "zoe.z", email: "zoe@mail.example.net", isConfirmed: true },
];

/** People of the group `staff`, which a rule trusts. */
export const trustedNewcomers: readonly Newcomer[] = [
  fromDirectory("Sofía Ortega", "sortega"),
  fromDirectory("Li Chen", "lchen"),
  fromDirectory("Maria Curie-Sato", "curie"),
  fromDirectory("Emma Noether", "noether"),
];

/** People whom no rule trusts: in the directory but not in the group, unconfirmed, with a confirmed address, and one who has left. */
export const strangers: readonly Newcomer[] = [
  fromDirectory("Odile Martin", "omartin"),
  { name: "Max Mustermann", username: "mmuster", email: "max@mail.example.net" },
  { name: "Yara Young", username: "yara", email: "yara@lab.example.com", isConfirmed: true },
  fromDirectory("Gerd Gone", "gone"),
];

/** The group in the directory that a rule trusts. It is in a branch of its own, because `acct adopt` takes those in acct's for projects. */
export const staffGroup = `dn: ou=roles,${LDAP.suffix}
objectClass: organizationalUnit
ou: roles

dn: cn=staff,ou=roles,${LDAP.suffix}
objectClass: posixGroup
cn: staff
gidNumber: 6001
${["tweber", ...trustedNewcomers.map(({ username }) => username)].map((uid) => `memberUid: ${uid}\n`).join("")}`;
