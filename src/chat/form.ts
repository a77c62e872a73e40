/** What a person is asked to fill in. The values come back by the fields' names. */
export interface Form {
  /** The deed that takes the values. */
  readonly deed: string;
  readonly requestId?: number;
  readonly title: string;
  readonly intro?: string;
  readonly fields: readonly Field[];
  readonly submit: string;
}

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly kind: "line" | "text" | "person" | "choice";
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
  readonly hint?: string;
  readonly initial?: string;
  readonly optional?: boolean;
  readonly maxLength?: number;
}
