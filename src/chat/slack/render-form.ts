import type { types } from "@slack/bolt";
import type { Field, Form } from "../../view/form.ts";
import type { Line, Notice } from "../../view/notice.ts";
import { formatRequestRef } from "../../view/request-ref.ts";
import { cutTo, escapeTo, lineTo } from "./mrkdwn.ts";
import { toSlackId } from "./slack-id.ts";

const MAX_TITLE = 24;
const MAX_HINT = 2000;
const MAX_TEXT = 3000;
const MAX_INPUT = 3000;
const MAX_OPTION = 75;
const MAX_LINE = 1000;

/** Every input's action id. Its block id is the field's name and, behind a tilde, its edition. */
export const VALUE = "value";

/** The field's name in the id of its block. */
export const fieldOf = (blockId: string) => blockId.split("~")[0] ?? "";

/** A form as a modal. The action is its callback id; all that it remembers is which request it is about. */
export function renderForm({ action, request, title, intro = [], fields, submit }: Form): types.ModalView {
  return {
    type: "modal",
    callback_id: action,
    private_metadata: request === undefined ? "" : formatRequestRef(request),
    title: plain(cutTo(MAX_TITLE, title)),
    ...(submit === undefined ? {} : { submit: plain(cutTo(MAX_TITLE, submit)) }),
    close: plain(submit === undefined ? "Close" : "Cancel"),
    blocks: [...introBlocks(intro), ...fields.flatMap(fieldBlocks)],
  };
}

/** What stays open when the answer takes longer than Slack waits. */
export const workingView = () =>
  readOnly("One moment", [
    "This is taking longer than usual. We'll message you when it's done. If something is wrong, the form comes back here with what you typed.",
  ]);

/** What is open until the form itself is known. */
export const openingView = () => readOnly("One moment", ["We're preparing the form."]);

/** An answer in words, where a form was expected. */
export const saidView = (notice: Notice | undefined) =>
  readOnly(notice?.title ?? "Done", notice?.lines ?? []);

function readOnly(title: string, lines: readonly Line[]): types.ModalView {
  return {
    type: "modal",
    callback_id: "working",
    title: plain(cutTo(MAX_TITLE, title)),
    close: plain("Close"),
    blocks: introBlocks(lines),
  };
}

/** The lines in as few sections as they fit into. */
function introBlocks(lines: NonNullable<Form["intro"]>): types.SectionBlock[] {
  const texts: string[] = [];
  for (const line of lines) {
    const next = lineTo(MAX_LINE, line);
    const last = texts.at(-1);
    if (last !== undefined && last.length + next.length < MAX_TEXT)
      texts[texts.length - 1] = `${last}\n${next}`;
    else texts.push(next);
  }
  return texts.map((text) => ({ type: "section", text: { type: "mrkdwn", text, verbatim: true } }));
}

function fieldBlocks(field: Field): types.KnownBlock[] {
  const { validation: finding } = field;
  if (!finding) return [inputBlock(field)];
  const text = `${finding.isValid ? "✓" : "✗"} ${escapeTo(MAX_LINE, finding.text)}`;
  return [inputBlock(field), { type: "context", elements: [{ type: "mrkdwn", text, verbatim: true }] }];
}

function inputBlock(field: Field): types.InputBlock {
  return {
    type: "input",
    block_id: field.resetKey === undefined ? field.name : `${field.name}~${field.resetKey}`,
    label: plain(field.label),
    optional: field.optional ?? false,
    ...(field.validateOnChange ? { dispatch_action: true } : {}),
    element: inputElement(field),
    ...(field.hint ? { hint: plain(cutTo(MAX_HINT, field.hint)) } : {}),
  };
}

function inputElement(field: Field): types.InputBlock["element"] {
  const { kind, initial, maxLength, validateOnChange: watched } = field;
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
        ...(watched ? { dispatch_action_config: { trigger_actions_on: ["on_character_entered"] } } : {}),
      };
    }
    case "person":
      return {
        type: "users_select",
        action_id: VALUE,
        ...(initial ? { initial_user: toSlackId(initial) } : {}),
      };
    case "date":
      return { type: "datepicker", action_id: VALUE, ...(initial ? { initial_date: initial } : {}) };
    case "choice":
      return { type: "radio_buttons", action_id: VALUE, ...optionsOf(field) };
    case "select":
      return { type: "static_select", action_id: VALUE, ...optionsOf(field) };
    case "choices": {
      const { options } = optionsOf(field);
      const ticked = options.filter(({ value }) => initial?.split(",").includes(value));
      return {
        type: "checkboxes",
        action_id: VALUE,
        options,
        ...(ticked.length > 0 ? { initial_options: ticked } : {}),
      };
    }
  }
}

function optionsOf({ choices = [], initial }: Field) {
  const options = choices.map(({ value, label }) => ({ text: plain(cutTo(MAX_OPTION, label)), value }));
  const chosen = options.find(({ value }) => value === initial);
  return { options, ...(chosen ? { initial_option: chosen } : {}) };
}

function plain(text: string): types.PlainTextElement {
  return { type: "plain_text", text };
}
