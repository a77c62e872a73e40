import type { Chance } from "./chance.ts";

/** How a request is to end. */
export type Fate =
  | "made"
  | "made after a question"
  | "denied by an admin"
  | "denied by the PI"
  | "withdrawn"
  | "spam";

export interface Wish {
  readonly kind: "account" | "membership";
  readonly person: Person;
  readonly project: string;
  readonly fate: Fate;
}

export interface Person {
  readonly n: number;
  readonly username: string;
  readonly familyName: string;
  readonly email: string;
  /** Their id in the chat, or undefined if they are not in the chat and come from a list. */
  readonly user: string | undefined;
  readonly account: Wish;
  /** Requested once the account exists. */
  readonly membership: Wish | undefined;
}

export const LABS = ["lab1", "lab2", "lab3"] as const;
/** Who decides on accounts, and on memberships in the labs. */
export const PI = { account: "U0HOPPER", membership: "U0CURIE" } as const;
export const ADMINS = ["U0ADA", "U0GRACE"] as const;

const ACCOUNT_FATES: readonly Fate[] = [
  ...Array<Fate>(11).fill("made"),
  ...Array<Fate>(3).fill("made after a question"),
  ...Array<Fate>(2).fill("denied by an admin"),
  ...Array<Fate>(2).fill("denied by the PI"),
  "withdrawn",
  "spam",
];
const MEMBERSHIP_FATES: readonly Fate[] = ["made", "made", "made", "denied by the PI", "withdrawn"];

export const isMade = ({ fate }: Wish) => fate.startsWith("made");
export const wishesOf = ({ account, membership }: Person) => (membership ? [account, membership] : [account]);
/** The reason for a denial, which shows which wish was denied. */
export const reasonFor = ({ fate, person }: Wish) => `${person.email} was ${fate}.`;

/** People who together send this many requests. */
export function castOf(requests: number, chance: Chance): Person[] {
  const people: Person[] = [];
  for (let left = requests; left > 0; ) {
    const person = aPerson(people.length, chance, left > 1);
    people.push(person);
    left -= wishesOf(person).length;
  }
  return people;
}

function aPerson(n: number, chance: Chance, mayJoin: boolean): Person {
  const username = `pn${n}`;
  const person = {
    n,
    username,
    familyName: `N${n}`,
    email: `${username}@example.org`,
    user: chance.next() < 0.5 ? `U0PN${n}` : undefined,
    account: undefined as unknown as Wish,
    membership: undefined as Wish | undefined,
  };
  person.account = { kind: "account", person, project: "astro", fate: chance.of(ACCOUNT_FATES) };
  const [joins, project, fate] = [chance.next() < 0.5, chance.of(LABS), chance.of(MEMBERSHIP_FATES)];
  if (mayJoin && joins && isMade(person.account)) {
    person.membership = { kind: "membership", person, project, fate };
  }
  return person;
}
