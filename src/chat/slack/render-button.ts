import type { types } from "@slack/bolt";
import type { Button } from "../button.ts";
import { type Subject, subjectValue } from "../subject.ts";
import { cutTo } from "./mrkdwn.ts";

const MAX_LABEL = 75;
const MAX_CONFIRM = 300;

export function renderButton(
  { deed, label, spoken, style, confirm }: Button,
  request: Subject | undefined,
): types.Button {
  return {
    type: "button",
    action_id: deed,
    text: { type: "plain_text", text: cutTo(MAX_LABEL, label) },
    ...(request === undefined ? {} : { value: subjectValue(request) }),
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
