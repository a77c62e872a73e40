import type { RequestListener } from "node:http";
import { TYPED_MESSAGE } from "../interaction.ts";
import { toNotice } from "../to-notice.ts";
import { answerCommand, type CommandDeps } from "./answer-command.ts";
import { answerDialog } from "./answer-dialog.ts";
import { answerLookup } from "./answer-lookup.ts";
import { answerAction } from "./answer-press.ts";
import { messageRef, toChatId } from "./mattermost-id.ts";
import type { TypedMessage } from "./typed-message.ts";
import { type WebhookDeps, webhook } from "./webhook.ts";

export interface ListenDeps extends CommandDeps, Pick<WebhookDeps, "refused"> {}

/** Returns the listener that turns Mattermost's callbacks into interactions and answers them. */
export function listen(deps: ListenDeps): RequestListener {
  return webhook({
    keys: deps.keys,
    log: deps.log,
    refused: deps.refused,
    answer: {
      action: (body) => answerAction(body, deps),
      dialog: (body) => answerDialog(body, deps),
      lookup: (body) => answerLookup(body, deps),
      command: (body, authorization) => answerCommand(body, authorization, deps),
    },
  });
}

/** Handles what a person typed to acct in their direct messages. Each message counts once, however often it is read. */
export async function answerMessage(
  { user, channel, post, text }: TypedMessage,
  deps: Pick<ListenDeps, "inbox" | "getUser" | "handle" | "post">,
): Promise<void> {
  const interaction = {
    action: TYPED_MESSAGE,
    text,
    subject: undefined,
    deliveryId: messageRef(channel, post),
  };
  if ((await deps.inbox.keep({ ...interaction, user: toChatId(user) })) === "known") return;
  try {
    const actor = await deps.getUser(toChatId(user));
    // Bots get no answer, or two of them would talk to each other.
    if (actor.membership === "bot" || actor.membership === "deactivated") return;
    const notice = toNotice(await deps.handle({ ...interaction, actor, values: undefined }));
    if (notice) await deps.post({ kind: "person", id: actor.user }, notice);
  } finally {
    await deps.inbox.finish(interaction.deliveryId);
  }
}
