import type { types } from "@slack/bolt";
import type { Field, Form } from "../form.ts";
import { cutTo } from "./mrkdwn.ts";

const MAX_TITLE = 24;
const MAX_HINT = 2000;
const MAX_INTRO = 3000;
const MAX_INPUT = 3000;

/** Every input's action id; its block id is the field's name. */
export const VALUE = "value";

/** A form as a modal. The deed is its callback id; all that it remembers is the request's number. */
export function renderForm({ deed, requestId, title, intro, fields, submit }: Form): types.ModalView {
  return {
    type: "modal",
    callback_id: deed,
    private_metadata: requestId === undefined ? "" : String(requestId),
    title: plain(cutTo(MAX_TITLE, title)),
    submit: plain(cutTo(MAX_TITLE, submit)),
    close: plain("Cancel"),
    blocks: [
      ...(intro ? [{ type: "section" as const, text: plain(cutTo(MAX_INTRO, intro)) }] : []),
      ...fields.map(inputBlock),
    ],
  };
}

/** What stays open when the answer takes longer than Slack waits. */
export function workingView(): types.ModalView {
  return {
    type: "modal",
    callback_id: "working",
    title: plain("One moment"),
    close: plain("Close"),
    blocks: [
      {
        type: "section",
        text: plain("This takes longer than usual. Nothing is lost: the answer comes by message."),
      },
    ],
  };
}

function inputBlock(field: Field): types.InputBlock {
  return {
    type: "input",
    block_id: field.name,
    label: plain(field.label),
    optional: field.optional ?? false,
    element: inputElement(field),
    ...(field.hint ? { hint: plain(cutTo(MAX_HINT, field.hint)) } : {}),
  };
}

function inputElement({ kind, choices = [], initial, maxLength }: Field): types.InputBlock["element"] {
  switch (kind) {
    case "line":
    case "text": {
      const max = Math.min(maxLength ?? MAX_INPUT, MAX_INPUT);
      return {
        type: "plain_text_input",
        action_id: VALUE,
        multiline: kind === "text",
        max_length: max,
        ...(initial ? { initial_value: initial.slice(0, max) } : {}),
      };
    }
    case "person":
      return { type: "users_select", action_id: VALUE };
    case "choice": {
      const options = choices.map(({ value, label }) => ({ text: plain(label), value }));
      const chosen = options.find(({ value }) => value === initial);
      return {
        type: "radio_buttons",
        action_id: VALUE,
        options,
        ...(chosen ? { initial_option: chosen } : {}),
      };
    }
  }
}

function plain(text: string): types.PlainTextElement {
  return { type: "plain_text", text };
}
