import type { Answer } from "../deliver/delivery.ts";
import { messageJson } from "../web-api/shapes.ts";
import type { Message } from "../workspace.ts";
import { type Acting, channelOf, envelopeOf, messageOf, NoSuchThingError, personOf } from "./acting.ts";

export interface Press {
  readonly user: string;
  readonly channel: string;
  readonly ts: string;
  readonly actionId: string;
}

interface ButtonElement {
  readonly type: "button";
  readonly action_id: string;
  readonly text: object;
  readonly value?: string;
}

/** A person presses a button of a message: `block_actions`. */
export async function press(
  { user, channel: channelId, ts, actionId }: Press,
  acting: Acting,
): Promise<Answer> {
  const { workspace, triggers, responseUrls, deliverer } = acting;
  const person = personOf(workspace, user);
  const channel = channelOf(workspace, channelId, person);
  const message = messageOf(channel, ts, person);
  const { button, blockId } = buttonOf(message, actionId);

  const body = {
    type: "block_actions",
    ...envelopeOf(workspace, person),
    container: {
      type: "message",
      message_ts: ts,
      channel_id: channel.id,
      is_ephemeral: message.onlyFor !== undefined,
    },
    channel: { id: channel.id, name: channel.name },
    ...(message.onlyFor === undefined ? { message: messageJson(message, workspace) } : {}),
    state: { values: {} },
    trigger_id: triggers.make(user),
    response_url: responseUrls.make({ channel, user, message }),
    actions: [
      {
        type: "button",
        block_id: blockId,
        action_id: button.action_id,
        text: button.text,
        ...(button.value === undefined ? {} : { value: button.value }),
        action_ts: workspace.nextTs(),
      },
    ],
  };
  return deliverer.deliver({ kind: "interactive", body }, `${actionId} pressed`, user);
}

function buttonOf({ blocks }: Message, actionId: string): { button: ButtonElement; blockId: string } {
  for (const block of blocks) {
    const elements = [...((block.elements as object[] | undefined) ?? []), block.accessory];
    const button = elements.find(
      (element) => (element as Partial<ButtonElement> | undefined)?.action_id === actionId,
    ) as ButtonElement | undefined;
    if (button?.type === "button") return { button, blockId: block.block_id };
  }
  throw new NoSuchThingError(`the message has no button ${actionId}`);
}
