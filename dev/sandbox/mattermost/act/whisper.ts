import { readAttachments } from "../attachments.ts";
import type { Installation } from "../installation.ts";
import { propsWithoutIntegrations } from "../post-json.ts";

/** Shows a message to one person only. */
export function whisper(
  installation: Installation,
  to: { readonly userId: string; readonly channelId: string; readonly rootId?: string },
  message: string,
  props: Readonly<Record<string, unknown>> = {},
): void {
  const { userId, channelId, rootId = "" } = to;
  const shown = props.attachments
    ? { ...props, attachments: readAttachments(props.attachments, installation.newId) }
    : props;
  const ephemeral = {
    id: installation.newId(),
    to: userId,
    channelId,
    rootId,
    message,
    props: shown,
    createAt: installation.now(),
  };
  installation.ephemerals.push(ephemeral);
  const post = {
    id: ephemeral.id,
    create_at: ephemeral.createAt,
    user_id: userId,
    channel_id: channelId,
    root_id: rootId,
    message,
    type: "system_ephemeral",
    props: propsWithoutIntegrations(ephemeral.id, shown),
  };
  installation.emit({ event: "ephemeral_message", data: { post: JSON.stringify(post) }, to: { userId } });
  installation.changed("message");
}
