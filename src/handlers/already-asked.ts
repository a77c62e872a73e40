import type { Button } from "../chat/button.ts";
import { buttonsForRequester, isWithdrawable } from "../chat/buttons-for.ts";
import type { Reply } from "../chat/call.ts";
import type { Actor } from "../chat/chat.ts";
import { nextStepFor, sinceWhen } from "../chat/for-requester.ts";
import type { Request } from "../db/schema.ts";
import type { Handling } from "./handler.ts";
import { ownAccount } from "./own-account.ts";

const INSTEAD: Button = { deed: "request-account", label: "Ask for something else instead…" };
export const JOIN: Button = { deed: "request-membership", label: "Join another project…" };

/** What somebody reads who asks again while their request is open: that request, and everything that they can do now. */
export async function alreadyAsked(request: Request, actor: Actor, tools: Handling): Promise<Reply> {
  const { account } = await ownAccount(actor, tools);
  const { id, project } = request;
  const state = [sinceWhen(request)].flat();
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
