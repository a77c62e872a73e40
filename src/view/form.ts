import type { ActionName } from "../db/names.ts";
import type { Line } from "./notice.ts";
import type { RequestRef } from "./request-ref.ts";

/** What a person is asked to fill in. The values come back by the fields' names. */
export interface Form {
  /** The action that takes the values. */
  readonly action: ActionName;
  readonly request?: RequestRef;
  readonly title: string;
  readonly intro?: readonly Line[];
  readonly fields: readonly Field[];
  /** Without it the form is only read. */
  readonly submit?: string;
}

export interface Field {
  readonly name: string;
  readonly label: string;
  /** `choice`: one of a few, all seen; `select`: one of many; `choices`: any of at most ten. A `date` is ISO 8601. */
  readonly kind: "line" | "text" | "person" | "choice" | "select" | "choices" | "date";
  readonly choices?: readonly Choice[];
  readonly hint?: string;
  readonly initial?: string;
  readonly optional?: boolean;
  readonly maxLength?: number;
  /** The action validates the form again whenever this changes. */
  readonly validateOnChange?: boolean;
  /** What it found. */
  readonly validation?: { readonly isValid: boolean; readonly text: string };
  /** When this changes, the field shows its `initial` again instead of what was typed. */
  readonly resetKey?: string;
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}
