import { AccessLostError, AwayError, BusyError } from "../chat/chat.ts";
import { chatOf } from "../chat/chat-of.ts";
import type { Dispatch, RoutedInteraction } from "../chat/interaction.ts";
import { noteUse } from "../db/chat-links.ts";
import { newReference } from "../failure/describe-failure.ts";
import type { Log } from "../log.ts";
import type { Counts } from "../metrics.ts";
import { TooManyRequestsError } from "../pipeline/create-request.ts";
import { replyToForeignButton } from "./check-request-ref.ts";
import { type HandlerContext, invalidFields, invalidForm, message, noReply, UserError } from "./handler.ts";
import { findHandler } from "./menu.ts";
import { replaceDuplicateCard } from "./replace-duplicate-card.ts";
import { runHandler } from "./run-handler.ts";

/** Creates the function that replies to every interaction from any chat. It replies even if the action fails. */
export function createDispatcher(
  context: HandlerContext,
  log: Log,
  counts: Pick<Counts, "action">,
): Dispatch {
  return async (interaction) => {
    const handler = findHandler(interaction);
    // An unknown action may be a PIN or a password that was typed in the wrong place, so it is never logged.
    const action = handler?.name ?? "unknown";
    log.debug(
      { action, actor: interaction.actor.user, request: interaction.subject?.id },
      `${interaction.actor.user}: ${action}`,
    );
    if (!handler) return message("Unknown action", explainUnknown(interaction));
    try {
      const stray = await replyToForeignButton(interaction, context.db);
      const reply = stray ?? (await runHandler(handler, interaction, context));
      counts.action(action, reply.kind);
      if (context.chat.parts && !interaction.isPreview)
        await noteUse(context.db, interaction.actor.user, context.now());
      // This runs after the reply is ready, because the person is waiting for the reply.
      if (!stray)
        void replaceDuplicateCard(interaction, context).catch((error: unknown) =>
          log.warn({ err: error, action }, "could not replace a duplicate card; the next press retries"),
        );
      return reply;
    } catch (error) {
      counts.action(action, error instanceof UserError ? "message" : "failed");
      const isForm = interaction.values !== undefined;
      if (error instanceof TooManyRequestsError && isForm) return invalidFields({ reason: error.message });
      if (error instanceof UserError)
        // A denial has the same title, so the reply doesn't reveal which request numbers exist.
        return isForm ? invalidForm(error.message) : message(handler.notDone, error.message);
      const late = explainLateChat(error, chatOf(context.chat, interaction.actor.user).name);
      if (late) {
        log.warn({ err: error, action, actor: interaction.actor.user }, "action not done: the chat is late");
        if (interaction.isPreview) return noReply;
        return isForm ? invalidForm(late) : message(handler.notDone, late);
      }
      const reference = newReference();
      log.error(
        { err: error, reference, action, actor: interaction.actor.user, request: interaction.subject?.id },
        "action failed",
      );
      // The person is still filling in the form, and the next change is validated again.
      if (interaction.isPreview) return noReply;
      const again = `If it keeps happening, quote reference ${reference}.`;
      // The form stays open, because closing it would discard what the person typed.
      if (isForm) return invalidForm(`Something went wrong on our side. Please submit it again. ${again}`);
      return message("Something went wrong on our side", `Please try again in a moment. ${again}`);
    }
  };
}

/** Explains that the chat didn't answer a question that an action has. The same action works once it does. */
function explainLateChat(error: unknown, chat: string): string | undefined {
  if (error instanceof BusyError) {
    const seconds = Math.ceil(error.waitMs / 1000);
    return `${chat} is busy, so nothing was changed. Please try again in ${seconds} ${seconds === 1 ? "second" : "seconds"}.`;
  }
  if (error instanceof AccessLostError)
    return `${chat} doesn't let acct look up what this needs. The cause is not your account: the people who run acct are told. Please try again later.`;
  if (error instanceof AwayError)
    return `${chat} doesn't respond, so nothing was changed. Please try again in a minute.`;
  return undefined;
}

function explainUnknown(interaction: RoutedInteraction): string {
  if ("command" in interaction) return `Unknown command "${interaction.command}". Try /acct help.`;
  return "This button is from an older version of acct. Try /acct help to see what you can do.";
}
