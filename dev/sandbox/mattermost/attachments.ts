/** What is kept of an attachment; everything else is dropped. */
const ATTACHMENT = [
  "id",
  "fallback",
  "color",
  "pretext",
  "author_name",
  "author_link",
  "author_icon",
  "title",
  "title_link",
  "text",
  "fields",
  "image_url",
  "thumb_url",
  "footer",
  "footer_icon",
  "ts",
  "actions",
] as const;

const ACTION = [
  "id",
  "type",
  "name",
  "disabled",
  "style",
  "data_source",
  "options",
  "default_option",
  "integration",
] as const;

/** An action of an attachment as it is stored. */
export interface AttachmentAction {
  readonly id: string;
  readonly type?: string;
  readonly name?: string;
  readonly disabled?: boolean;
  readonly data_source?: string;
  readonly options?: readonly { readonly text: string; readonly value: string }[];
  readonly integration?: { readonly url?: string; readonly context?: Readonly<Record<string, unknown>> };
}

export interface Attachment {
  readonly actions?: readonly AttachmentAction[];
  readonly [property: string]: unknown;
}

/** Reads the attachments of a new post. An action without an ID gets one. */
export function readAttachments(given: unknown, newId: () => string): Attachment[] {
  if (!Array.isArray(given)) return [];
  return given
    .filter((one): one is Record<string, unknown> => typeof one === "object" && one !== null)
    .map((one) => {
      const attachment = pick(one, ATTACHMENT);
      if (!Array.isArray(one.actions)) return attachment;
      const actions = (one.actions as unknown[])
        .filter((action): action is Record<string, unknown> => typeof action === "object" && action !== null)
        .map((action) => ({ ...pick(action, ACTION), id: action.id || newId() }) as AttachmentAction);
      return { ...attachment, actions };
    });
}

export function attachmentsOf(props: Readonly<Record<string, unknown>>): readonly Attachment[] {
  return Array.isArray(props.attachments) ? (props.attachments as Attachment[]) : [];
}

function pick(from: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    names.filter((name) => from[name] !== undefined).map((name) => [name, from[name]]),
  );
}
