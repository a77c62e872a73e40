import { ControllerError, exception } from "./api-error.ts";
import { type Row, TABLES, type TableName } from "./tables.ts";

type Cells = Readonly<Record<string, unknown>>;
type Test = (row: Cells) => boolean;

const error = (words: string) => exception("ArgumentError", words);
const FLAGS = ["is_active", "is_admin", "is_trashed", "preserve_version"];
const HASHES = ["prefs", "properties"];
const WITHOUT = ["prefs", "id"];

/** Keeps the rows that match all filters: services/api/lib/record_filters.rb. Throws what Rails answers to wrong ones. */
export function filterRows<Kind extends Row>(
  table: TableName,
  rows: readonly Kind[],
  filters: readonly unknown[],
): Kind[] {
  const tests = filters.map((filter) => testOf(table, filter));
  return rows.filter((row) => tests.every((test) => test(row as unknown as Cells)));
}

function testOf(table: TableName, filter: unknown): Test {
  if (!Array.isArray(filter)) return expression(String(filter));
  const [attribute, operator, operand] = filter as [string, string, unknown];
  if (operator === "@@") throw error("Full text search operator is no longer supported");
  if (attribute === "any") return anyOf(table, operator, operand);
  const [column = "", ...path] = attribute.split(".");
  if (path.length > 0) return subproperty(table, column, path.join("."), operator, operand);
  if (!TABLES[table].columns.includes(column)) throw error(`Invalid attribute '${column}' in filter`);
  const test = compare(column, operator, operand);
  return (row) => test(row[column]);
}

function expression(text: string): Test {
  const names = /^\((\w{1,64}) = (\w{1,64})\)$/.exec(text);
  if (names) throw error(`Non-numeric attribute in expression: '${names[1]}'`);
  throw error("Invalid operand type 'TrueClass' for '=' operator in filters");
}

function anyOf(table: TableName, operator: string, operand: unknown): Test {
  const columns = TABLES[table].columns.filter((each) => !each.endsWith("_at") && !WITHOUT.includes(each));
  if (operator === "=")
    for (const flag of columns.filter((each) => FLAGS.includes(each))) checkFlag(flag, operand);
  const texts = columns.filter((each) => !FLAGS.includes(each) && !HASHES.includes(each));
  const test = compare("any", operator, operand);
  return (row) => texts.some((column) => test(row[column]));
}

function subproperty(
  table: TableName,
  column: string,
  key: string,
  operator: string,
  operand: unknown,
): Test {
  if (column !== "properties" || !TABLES[table].columns.includes(column))
    throw error(`Invalid attribute '${column}' for subproperty filter`);
  const test = operator === "exists" ? undefined : compare(key, operator, operand);
  return (row) => {
    const value = (row[column] as Cells)[key];
    return test
      ? value !== undefined && test(value)
      : (value !== undefined) === (operand === true || operand === "true");
  };
}

/** The operators. Case counts, except for "ilike" and "not ilike". Nothing equals null but null. */
function compare(column: string, operator: string, operand: unknown): (value: unknown) => boolean {
  const wrongType = () =>
    error(`Invalid operand type '${rubyClass(operand)}' for '${operator}' operator in filters`);
  switch (operator.toLowerCase()) {
    case "=":
    case "!=":
    case "<>":
      return equals(column, operator === "=", operand, wrongType);
    case "<":
    case "<=":
    case ">":
    case ">=":
      return orders(column, operator, operand, wrongType);
    case "like":
    case "ilike":
      if (typeof operand !== "string") throw wrongType();
      return (value) =>
        typeof value === "string" && like(operand, operator.toLowerCase() === "ilike").test(value);
    case "in":
    case "not in":
      if (!Array.isArray(operand)) throw wrongType();
      return (value) => operand.includes(value) === (operator.toLowerCase() === "in");
    case "exists":
      throw error(`Invalid attribute '${column}' for operator 'exists' in filter`);
    case "contains":
      throw error(`Invalid attribute '${column}' for 'contains' operator`);
    default:
      throw error(`Invalid operator '${operator}'`);
  }
}

function equals(column: string, isEqual: boolean, operand: unknown, wrongType: () => Error) {
  if (FLAGS.includes(column) && operand !== null) {
    if (typeof operand === "number") throw wrongType();
    const flag = checkFlag(column, operand);
    return (value: unknown) => (value === flag) === isEqual;
  }
  if (Array.isArray(operand) && column === "scopes")
    return (value: unknown) => (JSON.stringify(value) === JSON.stringify(operand)) === isEqual;
  if (operand !== null && typeof operand !== "string") {
    if (typeof operand !== "number" || !/^(?:priority|version|file_|replication)/.test(column))
      throw wrongType();
    return (value: unknown) => (value === operand) === isEqual;
  }
  if (column === "uuid" && operand === null)
    throw new ControllerError(400, 'invalid operand type <nil> for filter {"uuid" "=" <nil>}');
  const wanted =
    operand === null ? (value: unknown) => value === null : (value: unknown) => value === operand;
  return (value: unknown) => wanted(value) === isEqual;
}

function orders(column: string, operator: string, operand: unknown, wrongType: () => Error) {
  const isNumber = typeof operand === "number";
  if (!isNumber && typeof operand !== "string") throw wrongType();
  if (column.endsWith("_at") && Number.isNaN(Date.parse(String(operand))))
    throw error(`no time information in "${operand}"`);
  const against = column.endsWith("_at") ? Date.parse(String(operand)) : operand;
  return (value: unknown) => {
    if (value === null || value === undefined) return false;
    const cell = column.endsWith("_at") ? Date.parse(String(value)) : value;
    const order = typeof cell === "number" ? cell - Number(against) : collate(String(cell), String(against));
    return order === 0 ? operator.endsWith("=") : order < 0 === operator.startsWith("<");
  };
}

/** As Postgres orders text in the locale of the cluster: upper case doesn't come first. */
export const collate = (one: string, other: string) => one.localeCompare(other, "en");

function checkFlag(column: string, operand: unknown): boolean {
  if (operand === true || operand === false) return operand;
  if (["1", "t", "true", "y", "yes"].includes(String(operand).toLowerCase())) return true;
  if (["0", "f", "false", "n", "no"].includes(String(operand).toLowerCase())) return false;
  throw error(`Invalid operand '${operand}' for boolean attribute '${column}'`);
}

function rubyClass(value: unknown): string {
  if (value === null) return "NilClass";
  if (Array.isArray(value)) return "Array";
  const names: Record<string, string> = { string: "String", object: "Hash" };
  if (typeof value === "boolean") return value ? "TrueClass" : "FalseClass";
  return names[typeof value] ?? (Number.isInteger(value) ? "Integer" : "Float");
}

const quote = (letter: string) => letter.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");

/** SQL's pattern: % and _ stand for others, and a backslash takes that away. */
function like(pattern: string, ignoresCase: boolean): RegExp {
  let source = "";
  for (let at = 0; at < pattern.length; at++) {
    const letter = pattern.charAt(at);
    if (letter === "%") source += "[^]*";
    else if (letter === "_") source += "[^]";
    else source += quote(letter === "\\" ? pattern.charAt(++at) : letter);
  }
  return new RegExp(`^${source}$`, ignoresCase ? "iu" : "u");
}
