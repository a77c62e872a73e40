import type { Reply } from "../chat/interaction.ts";
import type { Request } from "../db/tables/requests.ts";
import type { HandlerContext } from "./handler.ts";

/** Says when a removal happens, with the button that undoes it. */
export function removalReply(title: string, request: Request, { rules }: HandlerContext): Reply {
  const at = new Date(request.stageSince.getTime() + rules.times.undo);
  return {
    kind: "message",
    notice: {
      title,
      lines: [["It happens ", at, ". Until then, you can undo it."], `It's request ${request.id}.`],
      request,
      buttons: [{ action: "withdraw", label: "Undo", spoken: `Undo, request ${request.id}` }],
    },
  };
}
