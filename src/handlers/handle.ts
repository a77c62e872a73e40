import { randomBytes } from "node:crypto";
import type { Handle, Heard } from "../chat/call.ts";
import type { Log } from "../log.ts";
import type { Counts } from "../metrics.ts";
import { type Handler, type Handling, say, UserError } from "./handler.ts";
import { menu } from "./menu.ts";

/** The edge where every call ends, from whichever chat: it is answered, whatever happens. */
export function handleWith(tools: Handling, log: Log, counts: Pick<Counts, "deed">): Handle {
  return async (heard) => {
    const handler = find(heard);
    // What is not one of ours may be a PIN or a password that was typed in the wrong place: it is never written down.
    const deed = handler?.name ?? "unknown";
    log.info({ deed, actor: heard.actor.user, request: heard.requestId }, "heard");
    if (!handler) return say("Not understood", unknown(heard));
    try {
      const reply = await handler.run(heard, tools);
      counts.deed(deed, reply.kind);
      return reply;
    } catch (error) {
      counts.deed(deed, error instanceof UserError ? "say" : "failed");
      if (error instanceof UserError) return say("Not done", error.message);
      const reference = randomBytes(3).toString("hex").toUpperCase();
      log.error(
        { err: error, reference, deed, actor: heard.actor.user, request: heard.requestId },
        "a deed failed",
      );
      return say(
        "Something broke on our side",
        `Nothing is lost; try again in a moment. If it stays, name the reference ${reference}.`,
      );
    }
  };
}

function find(heard: Heard): Handler | undefined {
  if ("deed" in heard) return menu.find(({ name }) => name === heard.deed);
  return menu.find(({ command }) => command?.name === (heard.command || "help"));
}

function unknown(heard: Heard): string {
  if ("command" in heard) return `There is no command "${heard.command}". /acct help lists them all.`;
  return "This button is of another release of acct. Use /acct help to see what you can do.";
}
