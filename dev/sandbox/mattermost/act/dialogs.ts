import { invalidBody, noPermission } from "../app-error.ts";
import { checkDialog } from "../check-dialog.ts";
import { findUser, isReader } from "../find.ts";
import { type Dialog, isAtLeast, isSystemAdmin, type OpenDialog } from "../installation.ts";
import type { ServerContext } from "../server-context.ts";
import { callIntegration } from "./call-integration.ts";

/** What a client sends when a person submits or cancels a dialog. The URL and the rest come from the client, so any user can make it up. */
export interface DialogSubmission {
  readonly url: string;
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

const MAX_STACKED = 3;

/** An integration opens a dialog for the person whose trigger it has. No session is needed. An invalid dialog is logged and shown anyway. */
export function openDialog(
  { trigger_id, url, dialog }: { readonly trigger_id: string; readonly url: string; readonly dialog: Dialog },
  { installation, triggers }: ServerContext,
): void {
  if (url === "") throw invalidBody("url");
  const userId = triggers.read(trigger_id);
  for (const problem of checkDialog(dialog))
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

/** Forwards a submission with the ID of the user whose session sent it, which is all that the server vouches for. */
export async function submitDialog(
  userId: string,
  sent: DialogSubmission,
  { installation, outgoing }: ServerContext,
): Promise<DialogAnswer> {
  const user = findUser(installation, userId);
  const { url, callback_id = "", state = "", channel_id = "", team_id = "" } = sent;
  const { submission = {}, cancelled = false } = sent;
  if (!url) throw invalidBody("url");
  const channel = installation.channels.get(channel_id);
  if (!channel || !isReader(installation, channel, user)) throw noPermission();
  // In direct messages, clients send the team that the person is looking at.
  if (installation.teams.get(team_id)?.members.has(userId) !== true && !isSystemAdmin(user))
    throw noPermission();
  const body = {
    type: "dialog_submission",
    callback_id,
    state,
    user_id: userId,
    channel_id,
    team_id,
    submission,
    cancelled,
  };
  const what = `${callback_id || "a dialog"} ${cancelled ? "closed" : "submitted"}`;
  const text = await callIntegration(outgoing, { what, user: userId, url, body, as: "json" });
  // An answer that is no JSON counts as none, which closes the dialog.
  try {
    return (JSON.parse(text) as DialogAnswer | null) ?? {};
  } catch {
    return {};
  }
}
