import type { types } from "@slack/bolt";
import type { Button } from "../../view/button.ts";
import { formatRequestRef, type RequestRef } from "../../view/request-ref.ts";
import { cutTo } from "./mrkdwn.ts";

const MAX_LABEL = 75;
const MAX_CONFIRM = 300;

/**
 * Renders the buttons of one block. Slack rejects a block in which an action_id occurs twice, so a button whose action
 * has occurred before gets a number, which `actionOf` takes off again.
 */
export function renderButtons(buttons: readonly Button[], request: RequestRef | undefined): types.Button[] {
  const uses = new Map<string, number>();
  return buttons.map((button) => {
    const use = (uses.get(button.action) ?? 0) + 1;
    uses.set(button.action, use);
    return renderButton(button, request, use === 1 ? button.action : `${button.action}:${use}`);
  });
}

/** Returns the action of a button that `renderButtons` rendered. */
export const actionOf = (actionId: string): string => actionId.replace(/:\d+$/, "");

function renderButton(
  { label, mark, spoken, style, confirm }: Button,
  request: RequestRef | undefined,
  actionId: string,
): types.Button {
  return {
    type: "button",
    action_id: actionId,
    text: { type: "plain_text", text: cutTo(MAX_LABEL, label) },
    ...(request === undefined
      ? mark === undefined
        ? {}
        : { value: mark }
      : { value: formatRequestRef(request) }),
    ...(spoken ? { accessibility_label: cutTo(MAX_LABEL, spoken) } : {}),
    ...(style ? { style } : {}),
    ...(confirm
      ? {
          confirm: {
            title: { type: "plain_text", text: confirm.title },
            text: { type: "plain_text", text: cutTo(MAX_CONFIRM, confirm.text) },
            confirm: { type: "plain_text", text: confirm.yes },
            deny: { type: "plain_text", text: "Cancel" },
          },
        }
      : {}),
  };
}
