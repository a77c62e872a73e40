import { AppError, invalidBody, noPermission } from "../app-error.ts";
import { findUser } from "../find.ts";
import { type Installation, isSystemAdmin, type User } from "../installation.ts";
import { type ApiCall, pageOf, type Route, WithHeaders } from "./route.ts";
import { userJson } from "./user-json.ts";

const byUsername = (one: User, other: User) => (one.username < other.username ? -1 : 1);

/** Users and sessions: https://api.mattermost.com/#tag/users. */
export const users: readonly Route[] = [
  {
    method: "POST",
    path: "/users",
    status: 201,
    run({ me, body }, { installation }) {
      if (!isSystemAdmin(me)) throw noPermission();
      const { username, email, password, first_name = "", last_name = "" } = body as Record<string, string>;
      if (!username || !email || !password) throw invalidBody("user");
      const all = [...installation.users.values()];
      if (all.some((one) => one.username === username))
        throw new AppError("app.user.save.username_exists.app_error", 400);
      if (all.some((one) => one.email === email))
        throw new AppError("app.user.save.email_exists.app_error", 400);
      const user = addUser(installation, {
        username,
        email,
        password,
        firstName: first_name,
        lastName: last_name,
      });
      return userJson(user, me, installation);
    },
  },
  {
    method: "POST",
    path: "/users/login",
    open: true,
    run({ body }, { installation }) {
      const { login_id, password } = body as Record<string, string>;
      const user = [...installation.users.values()].find(
        (one) => one.username === login_id || one.email === login_id,
      );
      if (!user || user.bot || user.password !== password)
        throw new AppError("api.user.login.invalid_credentials_email_username", 401);
      if (user.deleteAt > 0) throw new AppError("api.user.login.inactive.app_error", 401);
      const token = installation.newId();
      installation.tokens.set(token, user.id);
      return new WithHeaders(userJson(user, user, installation), { token });
    },
  },
  {
    method: "GET",
    path: "/users",
    run({ me, query }, { installation }) {
      const channel = installation.channels.get(query.in_channel ?? "");
      const team = installation.teams.get(query.in_team ?? "");
      if (channel && !channel.members.has(me.id) && !isSystemAdmin(me)) throw noPermission();
      const found = [...installation.users.values()]
        .filter(({ id }) => (channel?.members.has(id) ?? true) && (team?.members.has(id) ?? true))
        .filter(({ deleteAt }) => query.active !== "true" || deleteAt === 0)
        .sort(byUsername);
      return pageOf(found, query).map((user) => userJson(user, me, installation));
    },
  },
  {
    method: "GET",
    path: "/users/:id",
    run: ({ me, params }, { installation }) => userJson(userOf(params, me, installation), me, installation),
  },
  {
    method: "GET",
    path: "/users/email/:email",
    run({ me, params }, { installation }) {
      if (!isSystemAdmin(me) && !installation.settings.showEmailAddress)
        throw new AppError("api.user.get_user_by_email.permissions.app_error", 403);
      const email = (params.email ?? "").toLowerCase();
      const user = [...installation.users.values()].find((one) => one.email.toLowerCase() === email);
      if (!user) throw new AppError("app.user.missing_account.const", 404);
      return userJson(user, me, installation);
    },
  },
  {
    method: "GET",
    path: "/users/username/:username",
    run({ me, params }, { installation }) {
      const name = (params.username ?? "").toLowerCase();
      const user = [...installation.users.values()].find(({ username }) => username === name);
      if (!user) throw new AppError("app.user.get_by_username.app_error", 404);
      return userJson(user, me, installation);
    },
  },
  {
    method: "POST",
    path: "/users/usernames",
    run: ({ me, body }, { installation }) =>
      listed(body, "usernames").flatMap((name) =>
        [...installation.users.values()]
          .filter(({ username }) => username === name)
          .map((user) => userJson(user, me, installation)),
      ),
  },
  {
    method: "POST",
    path: "/users/ids",
    run: ({ me, body }, { installation }) =>
      listed(body, "user_ids").flatMap((id) => {
        const user = installation.users.get(id);
        return user ? [userJson(user, me, installation)] : [];
      }),
  },
  {
    method: "POST",
    path: "/users/search",
    run({ me, body }, { installation }) {
      const { term = "", limit = 100 } = body as { term?: string; limit?: number };
      if (term === "") throw invalidBody("term");
      const sought = term.replace(/^@/, "").toLowerCase();
      const { showEmailAddress, showFullName } = installation.settings;
      return [...installation.users.values()]
        .filter(({ deleteAt, username, firstName, lastName, email }) => {
          const texts = [
            username,
            ...(showFullName ? [firstName, lastName] : []),
            ...(showEmailAddress ? [email] : []),
          ];
          return deleteAt === 0 && texts.some((text) => text.toLowerCase().startsWith(sought));
        })
        .sort(byUsername)
        .slice(0, limit)
        .map((user) => userJson(user, me, installation));
    },
  },
  {
    method: "PUT",
    path: "/users/:id/patch",
    run({ me, params, body }, { installation }) {
      const user = userOf(params, me, installation);
      if (user.id !== me.id && !isSystemAdmin(me)) throw noPermission();
      const { username, email, first_name, last_name, locale } = body as Record<string, string | undefined>;
      if (username !== undefined) user.username = username;
      if (first_name !== undefined) user.firstName = first_name;
      if (last_name !== undefined) user.lastName = last_name;
      if (locale !== undefined) user.locale = locale;
      if (email !== undefined && email !== user.email) Object.assign(user, { email, emailVerified: false });
      userChanged(installation, user);
      return userJson(user, me, installation);
    },
  },
  {
    method: "PUT",
    path: "/users/:id/active",
    run({ me, params, body }, { installation }) {
      if (!isSystemAdmin(me)) throw noPermission();
      setActive(
        installation,
        userOf(params, me, installation),
        (body as { active?: boolean }).active === true,
      );
      return { status: "OK" };
    },
  },
  {
    method: "DELETE",
    path: "/users/:id",
    run({ me, params }, { installation }) {
      if (!isSystemAdmin(me)) throw noPermission();
      setActive(installation, userOf(params, me, installation), false);
      return { status: "OK" };
    },
  },
  {
    method: "PUT",
    path: "/users/:id/roles",
    run({ me, params, body }, { installation }) {
      if (!isSystemAdmin(me)) throw noPermission();
      userOf(params, me, installation).roles = String((body as { roles?: string }).roles);
      return { status: "OK" };
    },
  },
  {
    method: "POST",
    path: "/users/:id/tokens",
    run({ me, params, body }, { installation }) {
      if (!installation.settings.enableUserAccessTokens)
        throw new AppError("app.user_access_token.disabled", 501);
      const user = userOf(params, me, installation);
      if (!isSystemAdmin(me) && user.id !== me.id && user.ownerId !== me.id) throw noPermission();
      const token = installation.newId();
      installation.tokens.set(token, user.id);
      const { description = "" } = body as { description?: string };
      return { id: installation.newId(), token, user_id: user.id, description, is_active: true };
    },
  },
  {
    method: "GET",
    path: "/users/:id/teams",
    run: ({ me, params }, { installation }) => {
      const user = userOf(params, me, installation);
      return [...installation.teams.values()]
        .filter(({ members }) => members.has(user.id))
        .map(({ id, name, displayName }) => ({
          id,
          name,
          display_name: displayName,
          type: "O",
          delete_at: 0,
        }));
    },
  },
];

/** Adds a person's account. */
export function addUser(
  installation: Installation,
  more: Pick<User, "username" | "email" | "password" | "firstName" | "lastName"> & Partial<User>,
): User {
  const at = installation.now();
  const user: User = {
    id: installation.newId(),
    createAt: at,
    updateAt: at,
    deleteAt: 0,
    roles: "system_user",
    locale: "en",
    bot: false,
    emailVerified: false,
    ...more,
  };
  installation.users.set(user.id, user);
  installation.changed("people");
  return user;
}

/** Deactivates or reactivates a user. The bots that they own are disabled with them, and not enabled again. */
export function setActive(installation: Installation, user: User, active: boolean): void {
  user.deleteAt = active ? 0 : installation.now();
  for (const [token, owner] of installation.tokens)
    if (!active && owner === user.id && !user.bot) installation.tokens.delete(token);
  userChanged(installation, user);
  if (active) return;
  for (const bot of installation.users.values())
    if (bot.ownerId === user.id && bot.deleteAt === 0) setActive(installation, bot, false);
}

export function userChanged(installation: Installation, user: User): void {
  user.updateAt = installation.now();
  installation.emit({
    event: "user_updated",
    data: {
      user: { id: user.id, username: user.username, delete_at: user.deleteAt, update_at: user.updateAt },
    },
    to: {},
  });
  installation.changed("people");
}

function userOf({ id = "" }: ApiCall["params"], me: User, installation: Installation): User {
  return id === "me" ? me : findUser(installation, id);
}

function listed(body: unknown, name: string): string[] {
  if (!Array.isArray(body) || body.length === 0) throw invalidBody(name);
  return body.map(String);
}
