import type { Draft } from "./draft.ts";
import type { QuotaDraft } from "./quota-sheet.ts";
import type { RowIdentity } from "./row-identity.ts";

/** An error or a warning about an item. */
export interface Remark {
  /** The title of the column; empty if it is about the whole item. */
  readonly column: string;
  readonly sentence: string;
}

/** The entry for one person in a source: a request, or the reasons why it isn't one. */
export type Incoming = {
  /** People find the item there: the name of the file or sheet, and the row as a spreadsheet counts it. */
  readonly source: { readonly file: string; readonly row: number };
  /** The person's name as the item has it. It may be empty. */
  readonly name: string;
  readonly address: string;
} & (
  | {
      readonly draft: Draft;
      /** By what the item is recognized when it is read again. */
      readonly identity: RowIdentity;
      /** The origin that earlier releases gave to the same item, if any. */
      readonly formerOrigin?: string;
      readonly warnings: readonly Remark[];
      /** True if it doesn't say whether the project is new. */
      readonly mayBeNew?: boolean | undefined;
    }
  /** It asks for other quotas. */
  | {
      readonly quota: QuotaDraft;
      readonly identity: RowIdentity;
      readonly warnings: readonly Remark[];
    }
  | { readonly problems: readonly Remark[] }
  /** It says that the person has an account, which only the registry and the directory know, and what they ask for with it. */
  | {
      readonly saysAccount: string;
      readonly joining:
        | {
            readonly draft: Omit<Draft, "pin">;
            readonly identity: RowIdentity;
            readonly warnings: readonly Remark[];
          }
        | { readonly problems: readonly Remark[] };
    }
);

/** The result of importing an item. */
export interface IntakeResult {
  readonly kind: "created" | "updated" | "known" | "rejected";
  /** Undefined if it was rejected. */
  readonly requestId?: number;
  /** Errors and warnings about the item. Empty if there are none. */
  readonly remarks: readonly Remark[];
}

/**
 * A source of requests. Reading and acknowledging the same item again is harmless, because each item has an identity
 * by which acct recognizes it.
 */
export interface Intake {
  /** The name of the source in the history of a request: "CSV import". */
  readonly name: string;
  /** Returns all items that have not been acknowledged. Throws a sentence if the source can't be read. */
  poll(): Promise<readonly Incoming[]>;
  /** Tells the source the result of an item. Can be called again for the same item. */
  acknowledge(item: Incoming, result: IntakeResult): Promise<void>;
}
