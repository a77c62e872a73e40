import { AppError, invalidBody, noPermission } from "../app-error.ts";
import { checkDialog } from "../check-dialog.ts";
import { findUser, isReader } from "../find.ts";
import { type Dialog, isAtLeast, isSystemAdmin, type OpenDialog } from "../installation.ts";
import type { ServerContext } from "../server-context.ts";
import { callIntegration } from "./call-integration.ts";

/** What a client sends when a person submits or cancels a dialog. The URL and the rest come from the client, so any user can make it up. */
export interface DialogSubmission {
  readonly url: string;
  /** "refresh" asks for the form again with what was entered so far; anything else is a submission. */
  readonly type?: string;
  readonly callback_id?: string;
  readonly state?: string;
  readonly channel_id?: string;
  readonly team_id?: string;
  readonly submission?: Readonly<Record<string, unknown>>;
  readonly cancelled?: boolean;
}

export interface DialogAnswer {
  readonly error?: string;
  readonly errors?: Readonly<Record<string, string>>;
  readonly type?: string;
  readonly form?: Dialog;
}

export interface LookupAnswer {
  readonly items?: readonly { readonly text: string; readonly value: string }[] | null;
}

const MAX_STACKED = 3;

/** An integration opens a dialog for the person whose trigger it has. No session is needed. An invalid dialog is logged and shown anyway. */
export function openDialog(
  { trigger_id, url, dialog }: { readonly trigger_id: string; readonly url: string; readonly dialog: Dialog },
  { installation, triggers }: ServerContext,
): void {
  if (url === "") throw invalidBody("url");
  const userId = triggers.read(trigger_id);
  for (const problem of [...checkDialog(dialog), ...checkVersion(dialog, installation)])
    installation.log.push(`Interactive dialog is invalid: ${problem}`);
  const open = installation.dialogs.get(userId) ?? [];
  const stacked = isAtLeast(installation, 11, 10);
  const shown: OpenDialog = { id: installation.newId(), user: userId, url, dialog, error: "", errors: {} };
  // A client that can't stack dialogs replaces the open one; one that can ignores a fourth.
  if (!stacked) installation.dialogs.set(userId, [shown]);
  else if (open.length < MAX_STACKED) installation.dialogs.set(userId, [...open, shown]);
  installation.emit({
    event: "open_dialog",
    data: { dialog: JSON.stringify({ trigger_id: triggers.clientId(trigger_id), url, dialog }) },
    to: { userId },
  });
  installation.changed("view");
}

/** A server before 11.0 knows no selects that ask for their options, and shows them without any. */
function checkVersion({ elements }: Dialog, installation: ServerContext["installation"]): string[] {
  if (isAtLeast(installation, 11, 0)) return [];
  return (elements ?? [])
    .filter(({ data_source }) => data_source === "dynamic")
    .map(({ name }) => `${name}: invalid data source dynamic`);
}

/** The server takes any HTTP address here. Its clients don't; see `isAsked` (model.IsValidLookupURL). */
const isUrl = (url: string) =>
  url.startsWith("/plugins/") ? !/\.\.|\/\//.test(url) : /^https?:/.test(url) && URL.canParse(url);

/** The web app asks only these addresses for options (channels/src/components/interactive_dialog/interactive_dialog_adapter.tsx). */
export const isAsked = (url: string) =>
  url.startsWith("https://") ||
  url.startsWith("/plugins/") ||
  (/^http:/.test(url) && URL.canParse(url) && ["localhost", "127.0.0.1"].includes(new URL(url).hostname));

/** Asks an integration for the options of a select, with the ID of the user whose session asks (server/channels/api4/integration_action.go). */
export async function lookUp(
  userId: string,
  sent: DialogSubmission,
  { installation, outgoing }: ServerContext,
): Promise<LookupAnswer> {
  const { url, callback_id = "", state = "", channel_id = "", team_id = "", submission = {} } = sent;
  if (!isAtLeast(installation, 11, 0)) throw new AppError("api.context.404.app_error", 404);
  if (!url || !isUrl(url)) throw invalidBody("url");
  requirePlace(userId, { channel_id, team_id }, installation);
  const body = {
    type: "dialog_lookup",
    callback_id,
    state,
    user_id: userId,
    channel_id,
    team_id,
    submission,
    cancelled: false,
  };
  const what = `${String(submission.selected_field ?? "a field")} looked up`;
  const text = await callIntegration(outgoing, { what, user: userId, url, body, as: "json" });
  if (text === "") return {};
  try {
    return JSON.parse(text) as LookupAnswer;
  } catch {
    throw new AppError("app.lookup_interactive_dialog.decode_json_error", 500);
  }
}

/** A person names a channel that they read and a team of theirs. In direct messages, clients send the team that they are looking at. */
function requirePlace(
  userId: string,
  { channel_id, team_id }: { readonly channel_id: string; readonly team_id: string },
  installation: ServerContext["installation"],
): void {
  const user = findUser(installation, userId);
  const channel = installation.channels.get(channel_id);
  if (!channel || !isReader(installation, channel, user)) throw noPermission();
  if (installation.teams.get(team_id)?.members.has(userId) !== true && !isSystemAdmin(user))
    throw noPermission();
}

/** Forwards a submission with the ID of the user whose session sent it, which is all that the server vouches for. */
export async function submitDialog(
  userId: string,
  sent: DialogSubmission,
  { installation, outgoing }: ServerContext,
): Promise<DialogAnswer> {
  const { url, callback_id = "", state = "", channel_id = "", team_id = "" } = sent;
  const { submission = {}, cancelled = false } = sent;
  const isRefresh = sent.type === "refresh" && isAtLeast(installation, 11, 1);
  if (!url) throw invalidBody("url");
  requirePlace(userId, { channel_id, team_id }, installation);
  const body = {
    type: isRefresh ? "refresh" : "dialog_submission",
    callback_id,
    state,
    user_id: userId,
    channel_id,
    team_id,
    submission,
    cancelled,
  };
  const done = cancelled ? "closed" : isRefresh ? "changed" : "submitted";
  const what = `${callback_id || "a dialog"} ${done}`;
  const text = await callIntegration(outgoing, { what, user: userId, url, body, as: "json" });
  // An answer that is no JSON counts as none, which closes the dialog.
  try {
    return (JSON.parse(text) as DialogAnswer | null) ?? {};
  } catch {
    return {};
  }
}
