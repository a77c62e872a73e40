import { z } from "zod";

/*
 * Block Kit's composition objects and elements that the sandbox knows, with Slack's limits. They are strict, because Slack
 * rejects unknown properties as well.
 */

export const plainText = (max: number) =>
  z.strictObject({
    type: z.literal("plain_text"),
    text: z.string().min(1).max(max),
    emoji: z.boolean().optional(),
  });

export const mrkdwn = (max: number) =>
  z.strictObject({
    type: z.literal("mrkdwn"),
    text: z.string().min(1).max(max),
    verbatim: z.boolean().optional(),
  });

export const anyText = (max: number) => z.discriminatedUnion("type", [plainText(max), mrkdwn(max)]);

const actionId = z.string().min(1).max(255).optional();

const confirm = z.strictObject({
  title: plainText(100),
  text: anyText(300),
  confirm: plainText(30),
  deny: plainText(30),
  style: z.enum(["primary", "danger"]).optional(),
});

const option = z.strictObject({
  text: anyText(75),
  value: z.string().min(1).max(150),
  description: plainText(75).optional(),
});

const button = z.strictObject({
  type: z.literal("button"),
  action_id: actionId,
  text: plainText(75),
  value: z.string().max(2000).optional(),
  url: z.url().max(3000).optional(),
  style: z.enum(["primary", "danger"]).optional(),
  confirm: confirm.optional(),
  accessibility_label: z.string().max(75).optional(),
});

const overflow = z.strictObject({
  type: z.literal("overflow"),
  action_id: actionId,
  options: z.array(option).min(1).max(5),
  confirm: confirm.optional(),
});

const staticSelect = z.strictObject({
  type: z.literal("static_select"),
  action_id: actionId,
  placeholder: plainText(150).optional(),
  options: z.array(option).min(1).max(100),
  initial_option: option.optional(),
  confirm: confirm.optional(),
  focus_on_load: z.boolean().optional(),
});

const usersSelect = z.strictObject({
  type: z.literal("users_select"),
  action_id: actionId,
  placeholder: plainText(150).optional(),
  initial_user: z.string().optional(),
  confirm: confirm.optional(),
  focus_on_load: z.boolean().optional(),
});

const radioButtons = z.strictObject({
  type: z.literal("radio_buttons"),
  action_id: actionId,
  options: z.array(option).min(1).max(10),
  initial_option: option.optional(),
  confirm: confirm.optional(),
  focus_on_load: z.boolean().optional(),
});

const checkboxes = z.strictObject({
  type: z.literal("checkboxes"),
  action_id: actionId,
  options: z.array(option).min(1).max(10),
  initial_options: z.array(option).min(1).max(10).optional(),
  confirm: confirm.optional(),
  focus_on_load: z.boolean().optional(),
});

const datepicker = z.strictObject({
  type: z.literal("datepicker"),
  action_id: actionId,
  placeholder: plainText(150).optional(),
  initial_date: z.iso.date().optional(),
  confirm: confirm.optional(),
  focus_on_load: z.boolean().optional(),
});

const plainTextInput = z.strictObject({
  type: z.literal("plain_text_input"),
  action_id: actionId,
  multiline: z.boolean().optional(),
  initial_value: z.string().max(3000).optional(),
  min_length: z.int().min(0).max(3000).optional(),
  max_length: z.int().min(1).max(3000).optional(),
  placeholder: plainText(150).optional(),
  focus_on_load: z.boolean().optional(),
  dispatch_action_config: z
    .strictObject({
      trigger_actions_on: z
        .array(z.enum(["on_enter_pressed", "on_character_entered"]))
        .min(1)
        .max(2),
    })
    .optional(),
});

export const image = z.strictObject({
  type: z.literal("image"),
  image_url: z.url().max(3000),
  alt_text: z.string().min(1).max(2000),
});

export const accessory = z.discriminatedUnion("type", [
  button,
  overflow,
  staticSelect,
  usersSelect,
  radioButtons,
  checkboxes,
  datepicker,
  image,
]);

export const actionElement = z.discriminatedUnion("type", [
  button,
  overflow,
  staticSelect,
  usersSelect,
  radioButtons,
  checkboxes,
  datepicker,
]);

export const inputElement = z.discriminatedUnion("type", [
  plainTextInput,
  staticSelect,
  usersSelect,
  radioButtons,
  checkboxes,
  datepicker,
]);
