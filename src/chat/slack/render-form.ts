import type { types } from "@slack/bolt";
import type { Field, Form } from "../../view/form.ts";
import type { Line, Notice } from "../../view/notice.ts";
import { formatRequestRef, parseRequestRef } from "../../view/request-ref.ts";
import type { Interaction } from "../interaction.ts";
import { cutTo, escapeTo } from "./mrkdwn.ts";
import { packLines } from "./pack-lines.ts";
import { toSlackId } from "./slack-id.ts";

const MAX_TITLE = 24;
const MAX_HINT = 2000;
const MAX_INPUT = 3000;
const MAX_OPTION = 75;
const MAX_LINE = 1000;

/**
 * The action ID of every input. Its block ID is the field's name, followed by a tilde and the field's reset key if it has
 * one.
 */
export const VALUE = "value";

/** Reads the field's name from the ID of its block. */
export const readFieldName = (blockId: string) => blockId.split("~")[0] ?? "";

/** Renders a form as a modal. The action is the callback ID, and the private metadata only contains what it is about. */
export function renderForm({
  action,
  request,
  about = "",
  title,
  intro = [],
  fields,
  submit,
}: Form): types.ModalView {
  return {
    type: "modal",
    callback_id: action,
    private_metadata: [request && formatRequestRef(request), about && `${ABOUT}${about}`]
      .filter(Boolean)
      .join(" "),
    title: plain(cutTo(MAX_TITLE, title)),
    ...(submit === undefined ? {} : { submit: plain(cutTo(MAX_TITLE, submit)) }),
    close: plain(submit === undefined ? "Close" : "Cancel"),
    blocks: [...introBlocks(intro), ...fields.flatMap(fieldBlocks)],
  };
}

const ABOUT = "about:";

/** Reads the request that a form is about from its private metadata, and what else the form carries; empty if that is nothing. */
export function readMetadata(metadata: string): Pick<Interaction, "subject" | "text"> {
  const at = metadata.startsWith(ABOUT) ? 0 : metadata.indexOf(` ${ABOUT}`) + 1;
  const isSaid = metadata.startsWith(ABOUT, at);
  return {
    subject: parseRequestRef(isSaid ? metadata.slice(0, at).trimEnd() : metadata),
    text: isSaid ? metadata.slice(at + ABOUT.length) : "",
  };
}

/** Renders the modal that replaces a submitted form if handling it takes longer than Slack waits. */
export const workingView = () =>
  readOnly("One moment", [
    "This is taking longer than usual. We'll message you when it's done. If something is wrong, the form comes back here with what you typed.",
  ]);

/** Renders a placeholder that is open until the form is ready. */
export const openingView = () => readOnly("One moment", ["We're preparing the form."]);

/** Renders a notice as a modal, for a reply that turned out not to be a form. */
export const noticeView = (notice: Notice | undefined) =>
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

/** A view may have 100 blocks and 250 KB. */
const MAX_INTRO = 100_000;

/** Renders the lines in as few sections as possible, each as a whole: what a form takes can be read in full in one. */
function introBlocks(lines: NonNullable<Form["intro"]>): types.SectionBlock[] {
  return packLines(lines, MAX_INTRO).map((text) => ({
    type: "section",
    text: { type: "mrkdwn", text, verbatim: true },
  }));
}

function fieldBlocks(field: Field): types.KnownBlock[] {
  const { validation } = field;
  if (!validation) return [inputBlock(field)];
  const text = `${validation.isValid ? "✓" : "✗"} ${escapeTo(MAX_LINE, validation.text)}`;
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
  const { kind, initial, maxLength, validateOnChange } = field;
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
        ...(validateOnChange
          ? { dispatch_action_config: { trigger_actions_on: ["on_character_entered"] } }
          : {}),
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
      return { type: "radio_buttons", action_id: VALUE, ...renderOptions(field) };
    case "select":
      return { type: "static_select", action_id: VALUE, ...renderOptions(field) };
    case "choices": {
      const { options } = renderOptions(field);
      const checked = options.filter(({ value }) => initial?.split(",").includes(value));
      return {
        type: "checkboxes",
        action_id: VALUE,
        options,
        ...(checked.length > 0 ? { initial_options: checked } : {}),
      };
    }
  }
}

function renderOptions({ choices = [], initial }: Field) {
  const options = choices.map(({ value, label }) => ({ text: plain(cutTo(MAX_OPTION, label)), value }));
  const chosen = options.find(({ value }) => value === initial);
  return { options, ...(chosen ? { initial_option: chosen } : {}) };
}

function plain(text: string): types.PlainTextElement {
  return { type: "plain_text", text };
}
