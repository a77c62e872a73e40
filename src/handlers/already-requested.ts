import type { Actor } from "../chat/chat.ts";
import type { Reply } from "../chat/interaction.ts";
import type { Request } from "../db/tables/requests.ts";
import type { Button } from "../view/button.ts";
import { buttonsForRequester, isWithdrawable } from "../view/buttons-for.ts";
import { describeStateWithTime, nextStepFor } from "../view/for-requester.ts";
import type { HandlerContext } from "./handler.ts";
import { ownAccount } from "./own-account.ts";

const REPLACE: Button = { action: "request-account", label: "Request something else…" };
export const REQUEST_ACCOUNT: Button = {
  action: "request-account",
  label: "Request an account…",
  style: "primary",
};
/** Asks for a new project. */
export const FOUND: Button = { action: "request-project", label: "Ask for a new project…" };
export const JOIN: Button = { action: "request-membership", label: "Join another project…" };

/** Returns the reply to a person who already has an open request. It shows that request and everything they can do now. */
export async function alreadyRequested(
  request: Request,
  actor: Actor,
  context: HandlerContext,
): Promise<Reply> {
  const { account } = await ownAccount(actor, context);
  const { id, project } = request;
  const state = [describeStateWithTime(request)].flat();
  const more = describeMore(request, account !== undefined);
  return {
    kind: "message",
    notice: {
      title: `You already have an open request${project ? `, for ${project}` : ""}`,
      lines: [[`Request ${id}: `, ...state, "."], nextStepFor(request), ...more.lines],
      request,
      buttons: [...buttonsForRequester(request), ...more.buttons],
    },
  };
}

function describeMore(request: Request, hasAccount: boolean): { lines: string[]; buttons: Button[] } {
  if (hasAccount) return { lines: [], buttons: [JOIN, FOUND] };
  if (isWithdrawable(request)) return { lines: [], buttons: [REPLACE] };
  return { lines: ["Once your account is ready, you can join more projects with /acct join."], buttons: [] };
}
