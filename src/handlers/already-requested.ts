import type { Actor } from "../chat/chat.ts";
import type { Reply } from "../chat/interaction.ts";
import type { Request } from "../db/schema.ts";
import type { Button } from "../view/button.ts";
import { buttonsForRequester, isWithdrawable } from "../view/buttons-for.ts";
import { describeStateWithTime, nextStepFor } from "../view/for-requester.ts";
import type { HandlerContext } from "./handler.ts";
import { ownAccount } from "./own-account.ts";

const INSTEAD: Button = { action: "request-account", label: "Ask for something else instead…" };
export const JOIN: Button = { action: "request-membership", label: "Join another project…" };

/** What somebody reads who asks again while their request is open: that request, and everything that they can do now. */
export async function alreadyRequested(
  request: Request,
  actor: Actor,
  context: HandlerContext,
): Promise<Reply> {
  const { account } = await ownAccount(actor, context);
  const { id, project } = request;
  const state = [describeStateWithTime(request)].flat();
  const more = moreFor(request, account !== undefined);
  return {
    kind: "say",
    notice: {
      title: `You already have an open request${project ? `, for ${project}` : ""}`,
      lines: [[`Request ${id}: `, ...state, "."], nextStepFor(request), ...more.lines],
      request,
      buttons: [...buttonsForRequester(request), ...more.buttons],
    },
  };
}

function moreFor(request: Request, hasAccount: boolean): { lines: string[]; buttons: Button[] } {
  if (hasAccount) return { lines: [], buttons: [JOIN] };
  if (isWithdrawable(request)) return { lines: [], buttons: [INSTEAD] };
  return { lines: ["Once your account is ready, ask for further projects with /acct join."], buttons: [] };
}
