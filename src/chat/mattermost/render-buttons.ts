import type { Button } from "../../view/button.ts";
import type { RequestRef } from "../../view/request-ref.ts";
import { cutText } from "./cut-text.ts";
import { plainLine } from "./plain-text.ts";
import type { SignAction } from "./sign-action.ts";

const MAX_LABEL = 75;

/** A button of a message, before it is laid out. */
export interface PostButton {
  /** Unique in the message. Letters and digits only: on servers before 11.9, a press of any other is lost. */
  readonly id: string;
  readonly label: string;
  readonly spoken: string | undefined;
  readonly style: "primary" | "danger" | "default";
  readonly integration: { readonly url: string; readonly context: Readonly<Record<string, string>> };
}

/** Gives out the IDs of the buttons of one message: "changepi", and "changepi2" for the next one with the same action. */
export function buttonIds(): (action: string) => string {
  const given = new Map<string, number>();
  return (action) => {
    const id = action.replace(/[^A-Za-z0-9]/g, "");
    const count = (given.get(id) ?? 0) + 1;
    given.set(id, count);
    return count === 1 ? id : `${id}${count}`;
  };
}

/** Prepares buttons. What a button asks before it acts is signed with it, because Mattermost's buttons can't ask. */
export function prepareButtons(
  buttons: readonly Button[],
  request: RequestRef | undefined,
  { sign, newId }: { readonly sign: SignAction; readonly newId: (action: string) => string },
): PostButton[] {
  return buttons.map(({ action, label, mark, spoken, style, confirm }) => ({
    id: newId(action),
    label: plainLine(label).slice(0, MAX_LABEL),
    spoken: spoken === undefined ? undefined : plainLine(spoken),
    style: style ?? "default",
    integration: sign({
      action,
      ...(request === undefined ? {} : { subject: request }),
      ...(mark === undefined || request !== undefined ? {} : { mark }),
      ...(confirm === undefined ? {} : { confirm }),
    }),
  }));
}

/** Lays buttons out as the `actions` of an attachment. */
export function toAttachmentActions(buttons: readonly PostButton[]): object[] {
  return buttons.map(({ id, label, style, integration }) => ({
    id,
    type: "button",
    name: label,
    style,
    integration,
  }));
}

/** Lays buttons out side by side, as a block. */
export function toButtonBlock(buttons: readonly PostButton[]): object {
  return {
    type: "container",
    flow: "horizontal",
    gap: "small",
    content: buttons.map(({ id, label, spoken, style }) => ({
      type: "button",
      action_id: id,
      // The label of a button in a block is Markdown.
      text: cutText(MAX_LABEL, label),
      style,
      ...(spoken === undefined || spoken === label ? {} : { tooltip: spoken }),
    })),
  };
}

/** Returns what the buttons of blocks call. The server refuses a message with an action that no button has. */
export function toBlocksActions(buttons: readonly PostButton[]): Record<string, unknown> {
  const actions = buttons.map(({ id, integration: { url, context } }) => [
    id,
    { type: "external", url, context },
  ]);
  return actions.length === 0 ? {} : { mm_blocks_actions: Object.fromEntries(actions) };
}
