import { AppError } from "../app-error.ts";
import { checkDialog } from "../check-dialog.ts";
import { findChannel, findUser } from "../find.ts";
import type { Dialog, OpenDialog } from "../installation.ts";
import type { ServerContext } from "../server-context.ts";

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

/** An integration opens a dialog for the person whose trigger it has. No session is needed. An invalid dialog is logged and shown anyway. */
export function openDialog(
  { trigger_id, url, dialog }: { readonly trigger_id: string; readonly url: string; readonly dialog: Dialog },
  { installation, triggers }: ServerContext,
): void {
  const userId = triggers.read(trigger_id);
  if (url === "") throw new AppError("api.context.invalid_body_param.app_error", 400, { Name: "url" });
  for (const problem of checkDialog(dialog))
    installation.log.push(`Interactive dialog is invalid: ${problem}`);
  const open: OpenDialog = {
    id: installation.newId(),
    user: userId,
    channelId: "",
    url,
    dialog,
    error: "",
    errors: {},
  };
  installation.dialogs.set(userId, [...(installation.dialogs.get(userId) ?? []), open]);
  installation.emit({
    event: "open_dialog",
    data: { dialog: JSON.stringify({ trigger_id, url, dialog }) },
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
  const {
    url,
    callback_id = "",
    state = "",
    channel_id = "",
    team_id = "",
    submission = {},
    cancelled = false,
  } = sent;
  const channel = findChannel(installation, channel_id);
  if (!channel.members.has(user.id)) throw new AppError("api.context.permissions.app_error", 403);
  const body = {
    type: cancelled ? "dialog_cancellation" : "dialog_submission",
    callback_id,
    state,
    user_id: userId,
    channel_id,
    team_id,
    submission: cancelled ? {} : submission,
    cancelled,
  };
  const refuse = () => new AppError("app.submit_interactive_dialog.json_error", 400);
  const reply = await outgoing
    .send({
      what: `${callback_id} ${cancelled ? "closed" : "submitted"}`,
      user: userId,
      url,
      body,
      as: "json",
    })
    .catch(() => {
      throw new AppError("api.post.do_action.action_integration.app_error", 400);
    });
  if (reply.status !== 200) throw new AppError("api.post.do_action.action_integration.app_error", 400);
  if (reply.text === "") return {};
  try {
    return (JSON.parse(reply.text) as DialogAnswer | null) ?? {};
  } catch {
    throw refuse();
  }
}
