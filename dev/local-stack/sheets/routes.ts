import { parseA1 } from "./a1.ts";
import { badRequest, forbidden, notASheet, notFound } from "./api-error.ts";
import { type BatchRequest, batchUpdate } from "./batch-update.ts";
import { type DataFilter, findMetadata, findRanges } from "./data-filter.ts";
import { applyMask, parseMask } from "./field-mask.ts";
import { answerSpreadsheet, describeMetadata, dimension } from "./grid-answer.ts";
import type { SheetFile } from "./sheet-file.ts";
import {
  appendValues,
  clearValues,
  getValues,
  putByDataFilter,
  putValues,
  type ValueRange,
} from "./values-calls.ts";

/** A call, as the server got it. */
export interface SheetCall {
  readonly method: string;
  /** Without the query, decoded: "/v4/spreadsheets/abc:batchUpdate". */
  readonly path: string;
  readonly query: URLSearchParams;
  // biome-ignore lint/suspicious/noExplicitAny: tests look at what was sent, whatever it is.
  readonly body: any;
  readonly kind: "read" | "write" | "token";
  /** The name of the method, such as "spreadsheets.get" or "values.append". */
  readonly name: string;
}

export interface Answering {
  readonly files: ReadonlyMap<string, SheetFile>;
  readonly caller: string;
  readonly maxCells: number | undefined;
  readonly rejectsUnknown: boolean;
}

const PATH = /^\/v4\/spreadsheets\/([^/:]+)(?:\/(values|developerMetadata)(?:\/([^/]*?))?)?(?::(\w+))?$/;

const READS = ["spreadsheets.get", "spreadsheets.getByDataFilter", "values.get", "values.batchGet"];

/** The name of the method that a call asks for; undefined if there is none. */
export function nameCall(method: string, path: string): string | undefined {
  const [, , part, range, verb] = PATH.exec(path) ?? [];
  if (part === "developerMetadata" && verb === "search") return "developerMetadata.search";
  if (part === "values") {
    if (verb !== undefined) return `values.${verb}`;
    return range === undefined ? undefined : method === "PUT" ? "values.update" : "values.get";
  }
  return PATH.test(path) ? `spreadsheets.${verb ?? "get"}` : undefined;
}

export const isRead = (name: string): boolean =>
  READS.includes(name) || name === "values.batchGetByDataFilter" || name === "developerMetadata.search";

/** Carries out a call, and returns the body of the answer. Throws an `ApiError`. */
export function answerCall(call: SheetCall, { files, caller, maxCells, rejectsUnknown }: Answering): unknown {
  const [, id = "", , range = ""] = PATH.exec(call.path) ?? [];
  const { query, body } = call;
  const file = files.get(id);
  if (!file) throw notFound();
  const role = file.sharedWith.get(caller);
  if (role === undefined || (role === "reader" && call.kind === "write")) throw forbidden();
  if (file.isExcel) throw notASheet();
  const valueInputOption = body?.valueInputOption ?? query.get("valueInputOption") ?? undefined;
  const writing = { caller, valueInputOption };
  const values = (body as ValueRange | undefined)?.values ?? [];
  switch (call.name) {
    case "spreadsheets.get": {
      const ranges = query.getAll("ranges").map((text) => parseA1(file, text));
      return answerSpreadsheet(file, {
        ranges: ranges.length > 0 ? ranges : undefined,
        fields: query.get("fields") ?? undefined,
        includeGridData: query.get("includeGridData") === "true",
        caller,
      });
    }
    case "spreadsheets.getByDataFilter":
      return answerSpreadsheet(file, {
        ranges: (body.dataFilters as DataFilter[]).flatMap((filter) => findRanges(file, filter)),
        fields: query.get("fields") ?? undefined,
        includeGridData: body.includeGridData === true,
        caller,
      });
    case "spreadsheets.batchUpdate": {
      const replies = batchUpdate(file, (body?.requests ?? []) as BatchRequest[], { caller, maxCells });
      if (body?.includeSpreadsheetInResponse !== true) return { spreadsheetId: id, replies };
      const ranges = (body.responseRanges as string[] | undefined)?.map((text) => parseA1(file, text));
      const updatedSpreadsheet = answerSpreadsheet(file, {
        ranges: ranges && ranges.length > 0 ? ranges : undefined,
        fields: undefined,
        includeGridData: body.responseIncludeGridData === true,
        caller,
      });
      const fields = query.get("fields");
      const whole = { spreadsheetId: id, replies, updatedSpreadsheet };
      return fields === null ? whole : applyMask(whole, parseMask(fields));
    }
    case "values.get":
      return getValues(file, parseA1(file, range), query.get("valueRenderOption"));
    case "values.batchGet": {
      const valueRanges = query
        .getAll("ranges")
        .map((text) => getValues(file, parseA1(file, text), query.get("valueRenderOption")));
      return { spreadsheetId: id, valueRanges };
    }
    case "values.batchGetByDataFilter": {
      const valueRanges = (body.dataFilters as DataFilter[]).flatMap((filter) =>
        findRanges(file, filter).map((found) => ({
          valueRange: getValues(file, found, body.valueRenderOption ?? null),
          dataFilters: [filter],
        })),
      );
      return { spreadsheetId: id, valueRanges };
    }
    case "values.update":
      return { spreadsheetId: id, ...putValues(file, parseA1(file, range), values, writing) };
    case "values.append": {
      const inserts = query.get("insertDataOption") === "INSERT_ROWS";
      return appendValues(file, parseA1(file, range), values, { ...writing, inserts });
    }
    case "values.clear": {
      const found = parseA1(file, range);
      clearValues(found, caller);
      return { spreadsheetId: id, clearedRange: range };
    }
    case "values.batchUpdate": {
      const responses = (body.data as ValueRange[]).map((one) =>
        putValues(file, parseA1(file, one.range ?? ""), one.values ?? [], writing),
      );
      return { spreadsheetId: id, responses };
    }
    case "values.batchUpdateByDataFilter":
      return putByDataFilter(file, body.data, { ...writing, rejectsUnknown });
    case "values.batchClearByDataFilter": {
      const ranges = (body.dataFilters as DataFilter[]).flatMap((filter) => findRanges(file, filter));
      for (const found of ranges) clearValues(found, caller);
      return { spreadsheetId: id };
    }
    case "developerMetadata.search": {
      const matched = (body.dataFilters as DataFilter[]).flatMap(({ developerMetadataLookup }) =>
        developerMetadataLookup ? findMetadata(file, developerMetadataLookup) : [],
      );
      return {
        ...(matched.length > 0
          ? {
              matchedDeveloperMetadata: matched.map(({ metadata, tab, row, column }) => ({
                developerMetadata: describeMetadata(
                  metadata,
                  tab && row !== undefined
                    ? dimension(tab, "ROWS", row)
                    : tab && column !== undefined
                      ? dimension(tab, "COLUMNS", column)
                      : { sheetId: tab?.id },
                ),
              })),
            }
          : {}),
      };
    }
    default:
      throw badRequest(`The simulator doesn't know ${call.name}.`);
  }
}
