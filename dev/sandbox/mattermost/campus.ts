import { type Channel, type Group, type Installation, idOf, type Team, type User } from "./installation.ts";

/** A person of the seed. Their ID is `idOf(username)`. */
export interface SeedPerson {
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly roles?: string;
  readonly deleted?: boolean;
  readonly bot?: boolean;
  readonly locale?: string;
  /** Not a member of the team. */
  readonly outside?: boolean;
}

export interface Seed {
  readonly people: readonly SeedPerson[];
  readonly channels: readonly {
    readonly name: string;
    readonly isPrivate?: boolean;
    readonly members: readonly string[];
  }[];
  readonly groups: readonly { readonly name: string; readonly members: readonly string[] }[];
}

export const CAMPUS_TEAM = "campus";
export const ADMIN_CHANNEL = "accounts";
export const ADMIN_GROUP = "acct-admins";

/** The campus of the simulated Slack, here in Mattermost: two admins, PIs, people who want accounts, and people whom a bot must not trust. */
export const campus: Seed = {
  people: [
    { username: "sysadmin", firstName: "Sam", lastName: "Sys", roles: "system_user system_admin" },
    { username: "ada", firstName: "Ada", lastName: "Okafor" },
    { username: "grace", firstName: "Grace", lastName: "Lindqvist" },
    { username: "hopper", firstName: "Henrik", lastName: "Hopper" },
    { username: "curie", firstName: "Maria", lastName: "Curie-Sato" },
    { username: "noether", firstName: "Emma", lastName: "Noether" },
    { username: "amy", firstName: "Amy", lastName: "Ash" },
    { username: "ben", firstName: "Ben", lastName: "Birch" },
    { username: "layla", firstName: "ليلى", lastName: "حداد" },
    { username: "zoe", firstName: "Zoë", lastName: "O’Neill-Žižek" },
    { username: "gus", firstName: "Gus", lastName: "Guest", roles: "system_guest" },
    { username: "gerd", firstName: "Gerd", lastName: "Gone", deleted: true },
    { username: "otto", firstName: "Otto", lastName: "Outside", outside: true },
    { username: "robot", firstName: "Other", lastName: "Bot", bot: true },
  ],
  channels: [
    { name: ADMIN_CHANNEL, isPrivate: true, members: ["ada", "grace", "acct"] },
    {
      name: "town-square",
      members: ["ada", "grace", "hopper", "curie", "noether", "amy", "ben", "layla", "zoe", "gus"],
    },
  ],
  groups: [{ name: ADMIN_GROUP, members: ["ada", "grace"] }],
};

/** Fills an empty installation, with the bot "acct" that `sysadmin` made. */
export function plant(installation: Installation, seed: Seed): { team: Team; bot: User } {
  const at = installation.now();
  const add = (user: User) => installation.users.set(user.id, user);
  const planted = seed.people.map(({ username, ...more }) => makeUser(username, at, more));
  for (const user of planted) add(user);
  const owner = planted.find(({ roles }) => roles.includes("system_admin"));
  const bot = makeUser("acct", at, { bot: true, firstName: "acct", lastName: "" });
  if (owner) bot.ownerId = owner.id;
  add(bot);
  const team: Team = {
    id: idOf(`team ${CAMPUS_TEAM}`),
    name: CAMPUS_TEAM,
    displayName: "Campus",
    members: new Set([
      ...seed.people.filter(({ outside }) => !outside).map(({ username }) => idOf(username)),
      bot.id,
    ]),
    admins: new Set(owner ? [owner.id] : []),
  };
  installation.teams.set(team.id, team);
  for (const { name, isPrivate = false, members } of seed.channels) {
    const channel: Channel = {
      id: idOf(`channel ${name}`),
      type: isPrivate ? "P" : "O",
      name,
      displayName: name,
      teamId: team.id,
      creatorId: owner?.id ?? "",
      createAt: at,
      deleteAt: 0,
      members: new Set(members.map(idOf)),
    };
    installation.channels.set(channel.id, channel);
  }
  for (const { name, members } of seed.groups) {
    const group: Group = {
      id: idOf(`group ${name}`),
      name,
      displayName: name,
      members: new Set(members.map(idOf)),
    };
    installation.groups.set(group.id, group);
  }
  return { team, bot };
}

function makeUser(
  username: string,
  at: number,
  {
    firstName,
    lastName,
    roles = "system_user",
    deleted = false,
    bot = false,
    locale = "en",
  }: Omit<SeedPerson, "username">,
): User {
  return {
    id: idOf(username),
    username,
    firstName,
    lastName,
    email: bot ? `${username}@localhost` : `${username}@example.org`,
    emailVerified: true,
    locale,
    roles,
    createAt: at,
    updateAt: at,
    deleteAt: deleted ? at : 0,
    bot,
    password: `${username}-password`,
  };
}
