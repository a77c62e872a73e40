import { type DialogSubmission, lookUp, openDialog, submitDialog } from "../act/dialogs.ts";
import { executeCommand } from "../act/execute-command.ts";
import { AppError, invalidBody, noPermission } from "../app-error.ts";
import {
  type Dialog,
  type Installation,
  isAtLeast,
  isSystemAdmin,
  type SlashCommand,
  type User,
} from "../installation.ts";
import type { Route } from "./route.ts";

/** Dialogs and slash commands: https://api.mattermost.com/#tag/integration_actions, https://api.mattermost.com/#tag/commands. */
export const integrations: readonly Route[] = [
  {
    method: "POST",
    path: "/actions/dialogs/open",
    // Whoever has a trigger may open a dialog.
    open: true,
    run({ body }, server) {
      const {
        trigger_id = "",
        url = "",
        dialog,
      } = body as { trigger_id?: string; url?: string; dialog?: Dialog };
      if (!dialog) throw invalidBody("dialog");
      openDialog({ trigger_id, url, dialog }, server);
      return { status: "OK" };
    },
  },
  {
    method: "POST",
    path: "/actions/dialogs/submit",
    run: ({ me, body }, server) => submitDialog(me.id, body as DialogSubmission, server),
  },
  {
    method: "POST",
    path: "/actions/dialogs/lookup",
    run: ({ me, body }, server) => lookUp(me.id, body as DialogSubmission, server),
  },
  {
    method: "POST",
    path: "/commands",
    status: 201,
    run({ me, body }, { installation }) {
      const {
        team_id = "",
        trigger = "",
        url = "",
        method = "P",
        ...fields
      } = body as Record<string, string>;
      if (!installation.teams.has(team_id)) throw invalidBody("command");
      if (!mayManage(installation, team_id, me)) throw noPermission();
      const name = trigger.toLowerCase();
      if ([...installation.commands.values()].some((one) => one.trigger === name && one.teamId === team_id))
        throw new AppError("api.command.duplicate_trigger.app_error", 400);
      const command: SlashCommand = {
        id: installation.newId(),
        token: installation.newId(),
        creatorId: me.id,
        teamId: team_id,
        trigger: name,
        url,
        method: method === "G" ? "G" : "P",
        fields,
      };
      installation.commands.set(command.id, command);
      return commandJson(command, true);
    },
  },
  {
    method: "GET",
    path: "/commands",
    run({ me, query }, { installation }) {
      const { team_id = "", custom_only = "false" } = query;
      const team = installation.teams.get(team_id);
      if (!team?.members.has(me.id) && !isSystemAdmin(me)) throw noPermission();
      const managed = mayManage(installation, team_id, me);
      if (custom_only === "true" && !managed) throw noPermission();
      return [...installation.commands.values()]
        .filter((command) => command.teamId === team_id && (!managed || isSeen(installation, command, me)))
        .map((command) => commandJson(command, managed));
    },
  },
  {
    method: "GET",
    path: "/teams/:id/commands/autocomplete",
    run({ me, params }, { installation }) {
      const team = installation.teams.get(params.id ?? "");
      if (!team?.members.has(me.id) && !isSystemAdmin(me)) throw noPermission();
      return [...installation.commands.values()]
        .filter(({ teamId, fields }) => teamId === params.id && fields.auto_complete === true)
        .map((command) => commandJson(command, false));
    },
  },
  {
    method: "PUT",
    path: "/commands/:id",
    run({ me, params, body }, { installation }) {
      const command = managedCommand(installation, params.id, me);
      const { url, trigger } = body as Record<string, string>;
      if (url) command.url = url;
      if (trigger) command.trigger = trigger.toLowerCase();
      return commandJson(command, true);
    },
  },
  {
    method: "DELETE",
    path: "/commands/:id",
    run({ me, params }, { installation }) {
      installation.commands.delete(managedCommand(installation, params.id, me).id);
      return { status: "OK" };
    },
  },
  {
    method: "POST",
    path: "/commands/execute",
    run: ({ me, body }, server) => {
      const { channel_id = "", command = "", root_id = "", team_id = "" } = body as Record<string, string>;
      if (command.length < 2 || !command.startsWith("/")) throw invalidBody("command");
      return executeCommand(
        { userId: me.id, channelId: channel_id, command, rootId: root_id, teamId: team_id },
        server,
      );
    },
  },
];

/** Who may make commands in a team, and see their own. */
function mayManage(installation: Installation, teamId: string, me: User): boolean {
  const isMember = installation.teams.get(teamId)?.members.has(me.id) === true;
  return (
    mayManageOthers(installation, teamId, me) || (isMember && installation.settings.membersManageCommands)
  );
}

function mayManageOthers({ teams }: Installation, teamId: string, me: User): boolean {
  return isSystemAdmin(me) || teams.get(teamId)?.admins.has(me.id) === true;
}

/** Until 11.2, whoever managed commands at all saw those of everyone. */
function isSeen(installation: Installation, { creatorId, teamId }: SlashCommand, me: User): boolean {
  return !isAtLeast(installation, 11, 2) || creatorId === me.id || mayManageOthers(installation, teamId, me);
}

function managedCommand(installation: Installation, id: string | undefined, me: User): SlashCommand {
  const command = installation.commands.get(id ?? "");
  if (!command || !mayManage(installation, command.teamId, me))
    throw new AppError("store.sql_command.get.missing.app_error", 404);
  if (command.creatorId !== me.id && !mayManageOthers(installation, command.teamId, me)) throw noPermission();
  return command;
}

function commandJson(
  { id, token, creatorId, teamId, trigger, url, method, fields }: SlashCommand,
  all: boolean,
) {
  const secret = all ? { token, url, method, creator_id: creatorId } : {};
  return { ...fields, id, team_id: teamId, trigger, ...secret, delete_at: 0 };
}
