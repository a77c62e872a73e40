import { AppError, noPermission } from "../app-error.ts";
import { findUser } from "../find.ts";
import { type Installation, isSystemAdmin, type User } from "../installation.ts";
import { pageOf, type Route } from "./route.ts";
import { addUser, setActive } from "./users.ts";

/** Bot accounts: https://api.mattermost.com/#tag/bots. */
export const bots: readonly Route[] = [
  {
    method: "POST",
    path: "/bots",
    status: 201,
    run({ me, body }, { installation }) {
      if (!installation.settings.enableBotAccountCreation) throw new AppError("api.bot.create_disabled", 403);
      if (!isSystemAdmin(me)) throw noPermission();
      const { username = "", display_name = "" } = body as Record<string, string>;
      const email = `${username}@localhost`;
      const more = { bot: true, ownerId: me.id, emailVerified: true };
      const names = { username, email, password: "", firstName: display_name, lastName: "" };
      return botJson(addUser(installation, { ...names, ...more }));
    },
  },
  {
    method: "GET",
    path: "/bots",
    run: ({ me, query }, { installation }) => {
      if (!isSystemAdmin(me)) throw noPermission();
      return pageOf(
        [...installation.users.values()].filter(({ bot }) => bot),
        query,
      ).map(botJson);
    },
  },
  {
    method: "GET",
    path: "/bots/:id",
    run: ({ me, params }, { installation }) => {
      const bot = findBot(installation, params.id);
      const isAllowed = isSystemAdmin(me) || (me.bot && installation.settings.botsReadBots);
      // To everyone else it looks as if there were no such bot, also to the bot itself.
      if (!isAllowed) throw new AppError("store.sql_bot.get.missing.app_error", 404);
      return botJson(bot);
    },
  },
  {
    method: "POST",
    path: "/bots/:id/disable",
    run: ({ me, params }, { installation }) => setEnabled(installation, me, params.id, false),
  },
  {
    method: "POST",
    path: "/bots/:id/enable",
    run: ({ me, params }, { installation }) => setEnabled(installation, me, params.id, true),
  },
];

function setEnabled(installation: Installation, me: User, id: string | undefined, enabled: boolean) {
  if (!isSystemAdmin(me)) throw noPermission();
  const bot = findBot(installation, id);
  setActive(installation, bot, enabled);
  return botJson(bot);
}

function findBot(installation: Installation, id = ""): User {
  const user = installation.users.get(id);
  if (!user?.bot) throw new AppError("store.sql_bot.get.missing.app_error", 404);
  return findUser(installation, id);
}

function botJson(bot: User) {
  return {
    user_id: bot.id,
    username: bot.username,
    display_name: bot.firstName,
    description: "",
    owner_id: bot.ownerId ?? "",
    create_at: bot.createAt,
    update_at: bot.updateAt,
    delete_at: bot.deleteAt,
  };
}
