import type { Field } from "../../view/form.ts";

/**
 * The limits of the server. Those of dialogs are in bytes of UTF-8, those of messages in code points (server/public/model/post.go
 * and integration_action.go). What exceeds a limit of a dialog is only logged by the server, and clients differ in what they show.
 */
export const MATTERMOST_LIMITS = {
  /** A message. Servers that were set up before 5.0 and never migrated have 4,000. */
  message: 16_383,
  dialogTitle: 24,
  label: 24,
  elementName: 300,
  hint: 150,
  line: 150,
  text: 3000,
  select: 3000,
  checkbox: 150,
  /** Mattermost Blocks. */
  blocks: { blocks: 100, levels: 32, characters: 16_000, actions: 50 },
} as const;

/** How many options one field with checkboxes has. A page of the queue has as many requests. */
export const MATTERMOST_CHAT_LIMITS = { choices: 30 } as const;

/** What people see for each kind of field: on this version of the server or later, and before it. */
export interface FieldSupport {
  readonly kind: Field["kind"];
  /** Which fields of this kind, if not all. */
  readonly only?: string;
  readonly shown: string;
  readonly since: string;
  readonly before?: string;
}

export const FIELD_SUPPORT: readonly FieldSupport[] = [
  { kind: "line", shown: "a text field", since: "5.6" },
  {
    kind: "line",
    only: "required, and checked while someone types",
    shown: "a select that offers what they typed, with the result of the check",
    since: "11.7",
    before: "a text field that is checked when the form is sent",
  },
  { kind: "text", shown: "a text area with up to 3,000 characters", since: "5.6" },
  { kind: "person", shown: "a select with a search for people", since: "5.6" },
  { kind: "choice", shown: "radio buttons", since: "5.16" },
  { kind: "select", shown: "a select with a search", since: "5.6" },
  {
    kind: "choices",
    shown: "a select for several options",
    since: "11.0",
    before: "one checkbox per option",
  },
  { kind: "date", shown: "a calendar", since: "11.1", before: "a text field for a date such as 2026-04-01" },
];
