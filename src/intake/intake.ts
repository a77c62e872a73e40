import type { Draft } from "./draft.ts";

/** An error or a warning about an item. */
export interface Remark {
  /** The title of the column; empty if it is about the whole item. */
  readonly column: string;
  readonly sentence: string;
}

/** What a source contains for one person: a request, or why it is not one. */
export type Incoming = {
  /** Where people find it: the name of the file or sheet, and the row as a spreadsheet counts it. */
  readonly source: { readonly file: string; readonly row: number };
  /** Whose it is, as far as it says. */
  readonly name: string;
  readonly address: string;
} & (
  | { readonly draft: Draft; readonly origin: string; readonly warnings: readonly Remark[] }
  | { readonly problems: readonly Remark[] }
  /** It says that the person has an account, which only the registry and the directory know. */
  | { readonly saysAccount: string }
);

/** The result of importing an item. */
export interface IntakeResult {
  readonly kind: "created" | "known" | "rejected";
  /** Undefined if it was rejected. */
  readonly requestId?: number;
  /** In a sentence or two; empty if nothing needs to be said. */
  readonly remarks: readonly Remark[];
}

/**
 * Where requests come from. Reading and acknowledging the same item again is harmless, because each item has an `origin`
 * by which acct recognizes it.
 */
export interface Intake {
  /** How the history of a request names it: "CSV import". */
  readonly name: string;
  /** Everything that has not been acknowledged. Throws a sentence when the source cannot be read. */
  poll(): Promise<readonly Incoming[]>;
  /** Tells the source the result of an item. Can be called again for the same item. */
  acknowledge(item: Incoming, result: IntakeResult): Promise<void>;
}
