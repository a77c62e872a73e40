import type { Person, Seed } from "./workspace.ts";

export const CAMPUS_TEAM = "T0CAMPUS";
export const ADMIN_CHANNEL = "C0ACCOUNTS";
export const ADMIN_GROUP = "S0ADMINS";

function person(id: string, firstName: string, lastName: string, overrides: Partial<Person> = {}): Person {
  const handle = id.slice(2).toLowerCase();
  return {
    id,
    handle,
    firstName,
    lastName,
    email: `${handle}@example.org`,
    emailConfirmed: true,
    team: CAMPUS_TEAM,
    bot: false,
    deleted: false,
    guest: false,
    ...overrides,
  };
}

/** A small research campus: two admins, three PIs, people who want accounts, and people whom a bot must not trust. */
export const campus: Seed = {
  people: [
    person("U0ADA", "Ada", "Okafor"),
    person("U0GRACE", "Grace", "Lindqvist"),
    person("U0HOPPER", "Henrik", "Hopper"),
    person("U0CURIE", "Maria", "Curie-Sato"),
    person("U0NOETHER", "Emma", "Noether"),
    person("U0AMY", "Amy", "Ash"),
    person("U0BEN", "Ben", "Birch"),
    person("U0LAYLA", "ليلى", "حداد"),
    person("U0ZOE", "Zoë", "O’Neill-Žižek"),
    person("U0GUEST", "Gus", "Guest", { guest: "multi" }),
    person("U0SINGLE", "Sia", "Single", { guest: "single" }),
    person("U0GONE", "Gerd", "Gone", { deleted: true }),
    person("U0STRANGE", "Stan", "Stranger", { team: "T0ELSEWHERE", email: "stan@elsewhere.example" }),
    person("U0ROBOT", "Other", "Bot", { bot: true }),
    person("U0ACCTBOT", "acct", "", { bot: true, email: "" }),
  ],
  channels: [
    { id: ADMIN_CHANNEL, name: "accounts", members: new Set(["U0ADA", "U0GRACE", "U0ACCTBOT"]) },
    {
      id: "C0GENERAL",
      name: "general",
      members: new Set([
        "U0ADA",
        "U0GRACE",
        "U0HOPPER",
        "U0CURIE",
        "U0NOETHER",
        "U0AMY",
        "U0BEN",
        "U0LAYLA",
        "U0ZOE",
        "U0GUEST",
        "U0SINGLE",
        "U0STRANGE",
      ]),
    },
  ],
  userGroups: [{ id: ADMIN_GROUP, handle: "acct-admins", users: new Set(["U0ADA", "U0GRACE"]) }],
};
