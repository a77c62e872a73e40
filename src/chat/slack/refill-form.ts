import type { types, ViewOutput } from "@slack/bolt";
import { cutTo } from "./mrkdwn.ts";
import { VALUE } from "./render-form.ts";

type Input = ViewOutput["state"]["values"][string][string];

const MAX_TEXT = 3000;

/** Rebuilds a submitted form with the values that were typed into it and the problems listed at the top. */
export function refillForm(view: ViewOutput, lines: readonly string[]): types.ModalView {
  const { callback_id, private_metadata, title, submit, close, blocks, state } = view;
  const problems: types.KnownBlock = {
    type: "section",
    text: { type: "plain_text", text: cutTo(MAX_TEXT, `⚠ ${lines.join("\n")}`) },
  };
  const filled = (blocks as types.KnownBlock[]).map((block) => {
    const typed = block.type === "input" ? state.values[block.block_id ?? ""]?.[VALUE] : undefined;
    if (block.type !== "input" || !typed) return block;
    return { ...block, element: { ...block.element, ...toInitialValue(typed) } } as types.InputBlock;
  });
  return {
    type: "modal",
    callback_id,
    private_metadata,
    title: title as types.PlainTextElement,
    ...(submit ? { submit: submit as types.PlainTextElement } : {}),
    ...(close ? { close: close as types.PlainTextElement } : {}),
    blocks: [problems, ...filled],
  };
}

/** Returns the initial value for the input's type. An input that was emptied doesn't get its original value back. */
function toInitialValue({
  type,
  value,
  selected_user,
  selected_date,
  selected_option,
  selected_options,
}: Input) {
  switch (type) {
    case "plain_text_input":
      return { initial_value: value ?? "" };
    case "users_select":
      return { initial_user: selected_user ?? undefined };
    case "datepicker":
      return { initial_date: selected_date ?? undefined };
    case "checkboxes":
      return { initial_options: selected_options?.length ? selected_options : undefined };
    default:
      return { initial_option: selected_option ?? undefined };
  }
}
