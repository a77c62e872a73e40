import type { SecretKeys } from "../../credentials/secret-keys.ts";
import type { NewView } from "../../db/change.ts";
import type { Db } from "../../db/client.ts";
import type { Request } from "../../db/tables/requests.ts";
import type { Remark } from "../../intake/intake.ts";
import type { SourceRow } from "../engine/request-command.ts";
import type { Workflows } from "../workflows.ts";

/** What became of a row. */
export type OpenedRow =
  /** `isNew` is false if the row repeats a request that exists. */
  | { readonly kind: "request"; readonly request: Request; readonly isNew: boolean }
  /** Someone must fix the row first. `forRequester` is false for what only admins can fix. */
  | { readonly kind: "problems"; readonly problems: readonly Remark[]; readonly forRequester: boolean }
  /** Only admins can decide what to do. */
  | { readonly kind: "left-to-admins"; readonly problems: readonly Remark[] };

/** Why a row has become no request. */
export type UnopenedRow = Exclude<OpenedRow, { readonly kind: "request" }>;

export interface OpeningDeps {
  readonly db: Db;
  readonly workflows: Workflows;
  readonly secretKey: SecretKeys;
  readonly now: () => Date;
}

/** Where a row comes from. */
export interface Opening {
  /** The name of the source in the history: "Google Sheets". */
  readonly note: string;
  readonly source: SourceRow;
  /** False: anyone may have filled in the address, so its owner confirms it first. */
  readonly trusted: boolean;
  readonly views: readonly NewView[];
}

/** Remarks as sentences for a card. */
export const sentencesOf = (remarks: readonly Remark[]): string[] =>
  remarks.map(({ column, sentence }) =>
    column === "" ? `The row ${sentence}.` : `The cell "${column}" ${sentence}.`,
  );
