import type { Line } from "./notice.ts";
import type { Subject } from "./subject.ts";

/** What a person is asked to fill in. The values come back by the fields' names. */
export interface Form {
  /** The deed that takes the values. */
  readonly deed: string;
  readonly request?: Subject;
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
  /** The deed looks over the form again whenever this changes. */
  readonly watched?: boolean;
  /** What it found there. */
  readonly finding?: { readonly good: boolean; readonly text: string };
  /** Another edition takes its `initial` anew, in place of what was typed. */
  readonly edition?: string;
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}
