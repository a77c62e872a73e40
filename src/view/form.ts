import type { ActionName } from "../db/names.ts";
import type { Line } from "./notice.ts";
import type { RequestRef } from "./request-ref.ts";

/** A form that a person fills in. The submitted values are keyed by the names of the fields. */
export interface Form {
  /** The action that receives the values. */
  readonly action: ActionName;
  readonly request?: RequestRef;
  /** What the form is about if it isn't a request. The action that receives the values gets it as `text`. */
  readonly about?: string;
  readonly title: string;
  readonly intro?: readonly Line[];
  readonly fields: readonly Field[];
  /** The label of the submit button. A form without one is read-only. */
  readonly submit?: string;
}

export interface Field {
  readonly name: string;
  readonly label: string;
  /**
   * A `choice` is one of a few visible options, a `select` is one of many options, and `choices` are any number of at most
   * ten options. A `date` has the ISO 8601 format.
   */
  readonly kind: "line" | "text" | "person" | "choice" | "select" | "choices" | "date";
  readonly choices?: readonly Choice[];
  /** For a line: what a chat that looks up options offers beside what the person typed. Only what they may see. */
  readonly suggestions?: readonly Choice[];
  readonly hint?: string;
  readonly initial?: string;
  readonly optional?: boolean;
  readonly maxLength?: number;
  /** Whether the action validates the form again when the value of this field changes. */
  readonly validateOnChange?: boolean;
  /** The result of that validation. */
  readonly validation?: { readonly isValid: boolean; readonly text: string };
  /** When this key changes, the field is reset to `initial`, and what the person typed is discarded. */
  readonly resetKey?: string;
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}
