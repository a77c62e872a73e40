import type { SheetSource } from "../db/names.ts";
import { ACCESS_TITLES, type AccessCells, type AccessColumn } from "./access-sheet.ts";
import { type ColumnTitles, countTitles, findColumns, hasTitles, readerOf } from "./columns-by-title.ts";
import { QUOTA_TITLES, type QuotaCells, type QuotaColumn } from "./quota-sheet.ts";

/** The columns that staff and acct fill in, and that say nothing about the person. */
export const STAFF_COLUMNS = ["approved", "helpdeskNotified", "reminderSent"] as const;
export type StaffColumn = (typeof STAFF_COLUMNS)[number];

/** Where the columns of a sheet are. */
export type SheetColumns = {
  /** The name of the layout, for logs. */
  readonly layout: string;
  /** The place of each column that the sheet has, from 0. */
  readonly places: ReadonlyMap<string, number>;
  /** The headings of columns that acct knows, could do without, and didn't find. */
  readonly without: readonly string[];
} & (
  | {
      readonly source: "access";
      readonly read: (record: readonly string[]) => AccessCells;
      /** True if the sheet doesn't say whether a project is new. */
      readonly mayBeNew?: boolean;
    }
  | { readonly source: "quotas"; readonly read: (record: readonly string[]) => QuotaCells }
);

export interface LayoutOptions {
  /** The headings of the site, by column. They replace the usual ones. */
  readonly columns?: Readonly<Partial<Record<string, string>>>;
  /** Columns that the site requires, so that their headings must be there, too. */
  readonly required?: readonly string[];
}

interface Layout<Column extends string> {
  readonly name: string;
  readonly titles: ColumnTitles<Column>;
  /** Columns whose headings may be missing or repeated, because a request doesn't depend on them. */
  readonly dispensable: ReadonlySet<Column>;
}

const ACCESS: Layout<AccessColumn> = {
  name: "access requests (21 columns)",
  titles: ACCESS_TITLES,
  dispensable: new Set<AccessColumn>([
    "reminderSent",
    "organization",
    "role",
    "phone",
    "sponsor",
    "reason",
    "projectDescription",
    "additionalUsers",
    "piName",
    "username",
    "groups",
    "language",
  ]),
};

/** The sheet as it was until 2017: without columns for staff, and with one column for the project, whether or not it exists. */
const OLD_ACCESS: Layout<AccessColumn> = {
  name: "access requests (11 columns)",
  titles: {
    ...ACCESS_TITLES,
    existingProject: ["Project name", "Project", "Project to join"],
    projectExists: ["Project exists?"],
    newProject: ["Name of the new project"],
  },
  dispensable: new Set<AccessColumn>([
    ...ACCESS.dispensable,
    "approved",
    "helpdeskNotified",
    "existingAccount",
    "projectExists",
    "newProject",
    "piEmail",
  ]),
};

const QUOTAS: Layout<QuotaColumn> = {
  name: "quota requests (22 columns)",
  titles: QUOTA_TITLES,
  dispensable: new Set<QuotaColumn>(["reminderSent", "organization"]),
};

/** Where people leave rows above the headings, they are still among the first ones. */
const ROWS_ABOVE = 10;
/** A row with fewer headings of ours is not the row of headings. */
const FEWEST_TITLES = 3;

/** Returns the index of the row of headings among the first ten rows, or undefined if there is none. */
export function findHeadings(
  records: readonly (readonly string[])[],
  source: SheetSource,
  options: LayoutOptions = {},
): number | undefined {
  const titles = withOwn<string>(source === "quotas" ? QUOTA_TITLES : ACCESS_TITLES, options);
  const counts = records.slice(0, ROWS_ABOVE).map((record) => countTitles(record, titles));
  const most = Math.max(0, ...counts);
  return most < FEWEST_TITLES ? undefined : counts.indexOf(most);
}

/**
 * Recognizes the layout of a sheet by its headings, in any order. Throws a failure that names the headings that are missing or
 * repeated, with their columns.
 */
export function recognizeLayout(
  header: readonly string[],
  source: SheetSource,
  options: LayoutOptions = {},
): SheetColumns {
  if (source === "quotas") {
    const { found, titles } = locate(header, QUOTAS, options);
    return { ...found, source, read: fillIn(QUOTA_TITLES, readerOf(titles, found.places)) };
  }
  const layout = isOld(header, options) ? OLD_ACCESS : ACCESS;
  const { found, titles } = locate(header, layout, options);
  const read = fillIn(ACCESS_TITLES, readerOf(titles, found.places));
  if (layout === ACCESS) return { ...found, source, read };
  // Everyone in the old sheet is new.
  return { ...found, source, read: (record) => ({ ...read(record), existingAccount: "No" }), mayBeNew: true };
}

/** Tells which sheet a file is, by its headings: the quota sheet has columns that no other has. */
export function sourceOf(header: readonly string[]): SheetSource {
  const { instances, cores, ram, floatingip } = QUOTA_TITLES;
  return hasTitles(header, { instances, cores, ram, floatingip } as ColumnTitles<string>)
    ? "quotas"
    : "access";
}

function locate<Column extends string>(
  header: readonly string[],
  { name, titles: usual, dispensable }: Layout<Column>,
  options: LayoutOptions,
) {
  const titles = withOwn(usual, options) as ColumnTitles<Column>;
  const needed = new Set<string>([...(options.required ?? []), ...Object.keys(options.columns ?? {})]);
  const may = new Set([...dispensable].filter((column) => !needed.has(column)));
  const places = findColumns(header, titles, { optional: may, repeatable: may });
  const without = [...may].filter((column) => !places.has(column)).map((column) => titles[column][0]);
  return { titles, found: { layout: name, places, without } };
}

/** The old sheet has none of the columns that came with the new one. */
function isOld(header: readonly string[], options: LayoutOptions): boolean {
  const { approved, existingAccount, existingProject, newProject } = withOwn(ACCESS_TITLES, options);
  const [fresh = ""] = newProject ?? [""];
  return !hasTitles(header, {
    approved,
    existingAccount,
    existingProject,
    // "Project name" is the new project in one sheet, and the only one in the other.
    newProject: [fresh],
  } as ColumnTitles<string>);
}

function withOwn<Column extends string>(
  titles: ColumnTitles<Column>,
  { columns = {} }: LayoutOptions,
): ColumnTitles<Column> {
  const own = Object.entries(columns).flatMap(([column, title]) =>
    title === undefined ? [] : [[column, [title]] as const],
  );
  return { ...titles, ...Object.fromEntries(own) };
}

/** Columns that the layout doesn't have are blank. */
function fillIn<Column extends string>(
  titles: ColumnTitles<Column>,
  read: (record: readonly string[]) => Readonly<Record<string, string>>,
): (record: readonly string[]) => Readonly<Record<Column, string>> {
  const blank = Object.fromEntries(Object.keys(titles).map((column) => [column, ""]));
  return (record) => ({ ...blank, ...read(record) }) as Record<Column, string>;
}

/** Describes the recognized layout for people: "access requests (21 columns), headings in row 2". */
export const describeLayout = (
  { layout, without }: Pick<SheetColumns, "layout" | "without">,
  row: number,
): string =>
  `${layout}, headings in row ${row}${without.length === 0 ? "" : `, without ${without.map((title) => `"${title}"`).join(", ")}`}`;
