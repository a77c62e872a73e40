import { z } from "zod";
import { accessory, actionElement, anyText, image, inputElement, plainText } from "./objects.ts";

const blockId = { block_id: z.string().min(1).max(255).optional() };

const header = z.strictObject({ type: z.literal("header"), ...blockId, text: plainText(150) });

const section = z
  .strictObject({
    type: z.literal("section"),
    ...blockId,
    text: anyText(3000).optional(),
    fields: z.array(anyText(2000)).min(1).max(10).optional(),
    accessory: accessory.optional(),
    expand: z.boolean().optional(),
  })
  .refine(({ text, fields }) => text !== undefined || fields !== undefined, "must have text or fields");

const context = z.strictObject({
  type: z.literal("context"),
  ...blockId,
  elements: z
    .array(z.union([anyText(3000), image]))
    .min(1)
    .max(10),
});

const actions = z.strictObject({
  type: z.literal("actions"),
  ...blockId,
  elements: z.array(actionElement).min(1).max(25),
});

const divider = z.strictObject({ type: z.literal("divider"), ...blockId });

const input = z.strictObject({
  type: z.literal("input"),
  ...blockId,
  label: plainText(2000),
  element: inputElement,
  hint: plainText(2000).optional(),
  optional: z.boolean().optional(),
  dispatch_action: z.boolean().optional(),
});

const imageBlock = z.strictObject({ ...image.shape, ...blockId, title: plainText(2000).optional() });

const markdown = z.strictObject({
  type: z.literal("markdown"),
  ...blockId,
  text: z.string().min(1).max(12_000),
});

/** Slack allows inputs in messages, too. They are rejected here, because an app that needs input should open a modal. */
export const messageBlock = z.discriminatedUnion("type", [
  header,
  section,
  context,
  actions,
  divider,
  imageBlock,
  markdown,
]);

export const viewBlock = z.discriminatedUnion("type", [
  header,
  section,
  context,
  actions,
  divider,
  input,
  imageBlock,
]);

export const messageBlocks = z.array(messageBlock).max(50);

const modal = z
  .strictObject({
    type: z.literal("modal"),
    title: plainText(24),
    blocks: z.array(viewBlock).max(100),
    submit: plainText(24).optional(),
    close: plainText(24).optional(),
    private_metadata: z.string().max(3000).optional(),
    callback_id: z.string().max(255).optional(),
    clear_on_close: z.boolean().optional(),
    notify_on_close: z.boolean().optional(),
    external_id: z.string().max(255).optional(),
    submit_disabled: z.boolean().optional(),
  })
  .refine(({ blocks, submit }) => submit !== undefined || !blocks.some(({ type }) => type === "input"), {
    path: ["submit"],
    message: "missing required field: submit",
  });

const home = z.strictObject({
  type: z.literal("home"),
  blocks: z.array(viewBlock).max(100),
  private_metadata: z.string().max(3000).optional(),
  callback_id: z.string().max(255).optional(),
  external_id: z.string().max(255).optional(),
});

export const view = z.discriminatedUnion("type", [modal, home]);
