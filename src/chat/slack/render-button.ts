import type { types } from "@slack/bolt";
import type { Button } from "../../view/button.ts";
import { formatRequestRef, type RequestRef } from "../../view/request-ref.ts";
import { cutTo } from "./mrkdwn.ts";

const MAX_LABEL = 75;
const MAX_CONFIRM = 300;

export function renderButton(
  { action, label, mark, spoken, style, confirm }: Button,
  request: RequestRef | undefined,
): types.Button {
  return {
    type: "button",
    action_id: action,
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
