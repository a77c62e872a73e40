import type { Dispatch, RoutedInteraction } from "../chat/interaction.ts";
import { newReference } from "../failure/describe-failure.ts";
import type { Log } from "../log.ts";
import type { Counts } from "../metrics.ts";
import { TooManyRequestsError } from "../pipeline/open-request.ts";
import { replyToForeignButton } from "./check-request-ref.ts";
import { type HandlerContext, invalidFields, invalidForm, message, noReply, UserError } from "./handler.ts";
import { findHandler } from "./menu.ts";
import { replaceDuplicateCard } from "./replace-duplicate-card.ts";

/** The edge where every interaction ends, from whichever chat: it is answered, whatever happens. */
export function createDispatcher(
  context: HandlerContext,
  log: Log,
  counts: Pick<Counts, "action">,
): Dispatch {
  return async (interaction) => {
    const handler = findHandler(interaction);
    // What is not one of ours may be a PIN or a password that was typed in the wrong place: it is never written down.
    const action = handler?.name ?? "unknown";
    log.debug(
      { action, actor: interaction.actor.user, request: interaction.subject?.id },
      `${interaction.actor.user}: ${action}`,
    );
    if (!handler) return message("Not understood", unknown(interaction));
    try {
      const stray = await replyToForeignButton(interaction, context.db);
      const reply = stray ?? (await handler.run(interaction, context));
      counts.action(action, reply.kind);
      // Behind the answer, for which somebody waits.
      if (!stray)
        void replaceDuplicateCard(interaction, context).catch((error: unknown) =>
          log.warn(
            { err: error, action },
            "a card that stands twice could not be replaced; the next press tries again",
          ),
        );
      return reply;
    } catch (error) {
      counts.action(action, error instanceof UserError ? "say" : "failed");
      const isForm = interaction.values !== undefined;
      if (error instanceof TooManyRequestsError && isForm) return invalidFields({ reason: error.message });
      if (error instanceof UserError)
        return isForm ? invalidForm(error.message) : message("Not done", error.message);
      const reference = newReference();
      log.error(
        { err: error, reference, action, actor: interaction.actor.user, request: interaction.subject?.id },
        "a action failed",
      );
      // They are still typing, and the next change is looked over again.
      if (interaction.isPreview) return noReply;
      const again = `If it keeps happening, quote reference ${reference}.`;
      // A form that closed would take with it what was typed.
      if (isForm) return invalidForm(`Something went wrong on our side. Please submit it again. ${again}`);
      return message("Something went wrong on our side", `Please try again in a moment. ${again}`);
    }
  };
}

function unknown(interaction: RoutedInteraction): string {
  if ("command" in interaction)
    return `There is no command "${interaction.command}". /acct help lists them all.`;
  return "This button is of another release of acct. Use /acct help to see what you can do.";
}
