import type { Handle, Heard } from "../chat/call.ts";
import type { Log } from "../log.ts";
import type { Counts } from "../metrics.ts";
import { TooManyRequestsError } from "../pipeline/open-request.ts";
import { newReference } from "../say-failure.ts";
import { answerToStray } from "./check-subject.ts";
import { type Handling, mend, mendWhole, say, shown, UserError } from "./handler.ts";
import { handlerOf } from "./menu.ts";
import { replaceTwin } from "./replace-twin.ts";

/** The edge where every call ends, from whichever chat: it is answered, whatever happens. */
export function handleWith(tools: Handling, log: Log, counts: Pick<Counts, "deed">): Handle {
  return async (heard) => {
    const handler = handlerOf(heard);
    // What is not one of ours may be a PIN or a password that was typed in the wrong place: it is never written down.
    const deed = handler?.name ?? "unknown";
    log.debug({ deed, actor: heard.actor.user, request: heard.about?.id }, `${heard.actor.user}: ${deed}`);
    if (!handler) return say("Not understood", unknown(heard));
    try {
      const stray = await answerToStray(heard, tools.db);
      const reply = stray ?? (await handler.run(heard, tools));
      counts.deed(deed, reply.kind);
      // Behind the answer, for which somebody waits.
      if (!stray)
        void replaceTwin(heard, tools).catch((error: unknown) =>
          log.warn(
            { err: error, deed },
            "a card that stands twice could not be replaced; the next press tries again",
          ),
        );
      return reply;
    } catch (error) {
      counts.deed(deed, error instanceof UserError ? "say" : "failed");
      const isForm = heard.values !== undefined;
      if (error instanceof TooManyRequestsError && isForm) return mend({ reason: error.message });
      if (error instanceof UserError)
        return isForm ? mendWhole(error.message) : say("Not done", error.message);
      const reference = newReference();
      log.error(
        { err: error, reference, deed, actor: heard.actor.user, request: heard.about?.id },
        "a deed failed",
      );
      // They are still typing, and the next change is looked over again.
      if (heard.filling) return shown;
      const again = `If it keeps happening, quote reference ${reference}.`;
      // A form that closed would take with it what was typed.
      if (isForm) return mendWhole(`Something went wrong on our side. Please submit it again. ${again}`);
      return say("Something went wrong on our side", `Please try again in a moment. ${again}`);
    }
  };
}

function unknown(heard: Heard): string {
  if ("command" in heard) return `There is no command "${heard.command}". /acct help lists them all.`;
  return "This button is of another release of acct. Use /acct help to see what you can do.";
}
