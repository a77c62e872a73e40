import type { Handle, Heard } from "../chat/call.ts";
import type { Log } from "../log.ts";
import type { Counts } from "../metrics.ts";
import { TooManyRequestsError } from "../pipeline/open-request.ts";
import { newReference } from "../say-failure.ts";
import { answerToStray } from "./check-subject.ts";
import { type Handling, mend, say, UserError } from "./handler.ts";
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
      // The form stays open, because sending it once more later is all there is to do.
      if (error instanceof TooManyRequestsError && heard.values) return mend({ reason: error.message });
      if (error instanceof UserError) return say("Not done", error.message);
      const reference = newReference();
      log.error(
        { err: error, reference, deed, actor: heard.actor.user, request: heard.about?.id },
        "a deed failed",
      );
      return say(
        "Something broke on our side",
        `Nothing is lost; try again in a moment. If it stays, name the reference ${reference}.`,
      );
    }
  };
}

function unknown(heard: Heard): string {
  if ("command" in heard) return `There is no command "${heard.command}". /acct help lists them all.`;
  return "This button is of another release of acct. Use /acct help to see what you can do.";
}
