import { createHash, randomBytes } from "node:crypto";
import type { ClusterSettings } from "./cluster-settings.ts";
import { type Row, TABLES, type TableName, type Tables } from "./tables.ts";

/** What the simulated cluster knows. Tests change it freely between two calls. */
export interface ArvadosState {
  settings: ClusterSettings;
  readonly tables: Tables;
  /** Blocks of files in Keep by their MD5. */
  readonly blocks: Map<string, Buffer>;
  /** Emails that the cluster sent: "welcome ann@example.org". */
  readonly emails: string[];
  /** The time now in ms. */
  now: () => number;
  nextId: number;
}

export const systemUser = ({ ClusterID }: ClusterSettings) => `${ClusterID}-tpzed-000000000000000`;
export const anonymousUser = ({ ClusterID }: ClusterSettings) => `${ClusterID}-tpzed-anonymouspublic`;
export const systemGroup = ({ ClusterID }: ClusterSettings) => `${ClusterID}-j7d0g-000000000000000`;
export const allUsersGroup = ({ ClusterID }: ClusterSettings) => `${ClusterID}-j7d0g-fffffffffffffff`;

const UUID = /^[a-z0-9]{5}-([a-z0-9]{5})-[a-z0-9]{15}$/;
export const isUuid = (text: unknown): text is string => typeof text === "string" && UUID.test(text);

export function newUuid({ settings: { ClusterID } }: ArvadosState, table: TableName): string {
  const rest = [...randomBytes(15)].map((byte) => (byte % 36).toString(36)).join("");
  return `${ClusterID}-${TABLES[table].infix}-${rest}`;
}

/** A time as Postgres and Go write it, with nine digits. No two are the same, and later ones are greater. */
export function stamp(state: ArvadosState): string {
  const [to = ""] = new Date(state.now()).toISOString().split("Z");
  return `${to}${String(state.nextId++)
    .padStart(6, "0")
    .slice(-6)}Z`;
}

/** Adds a row. What isn't given is filled in: it belongs to the system user, who has also made it. */
export function insert<Name extends TableName>(
  state: ArvadosState,
  table: Name,
  given: Omit<Tables[Name][number], keyof Row> & Partial<Row>,
): Tables[Name][number] {
  const rows: Row[] = state.tables[table];
  const at = stamp(state);
  const root = systemUser(state.settings);
  const row: Row = {
    id: Math.max(0, ...rows.map(({ id }) => id)) + 1,
    uuid: newUuid(state, table),
    owner_uuid: root,
    created_at: at,
    modified_at: at,
    modified_by_user_uuid: root,
    ...given,
  };
  rows.push(row);
  return row as Tables[Name][number];
}

/** Notes that `by` has changed a row. */
export function touch(state: ArvadosState, row: Row, by: string): void {
  row.modified_at = stamp(state);
  row.modified_by_user_uuid = by;
}

export function remove(state: ArvadosState, table: TableName, isGone: (row: never) => boolean): void {
  const rows = state.tables[table] as unknown[];
  const rest = rows.filter((row) => !isGone(row as never));
  rows.splice(0, rows.length, ...rest);
}

/** Runs changes that hold together: if one throws, all rows are as before. */
export function transaction<Result>(state: ArvadosState, change: () => Result): Result {
  const before = Object.entries(state.tables).map(
    ([name, rows]) => [name, (rows as Row[]).map((row) => [row, structuredClone(row)] as const)] as const,
  );
  try {
    return change();
  } catch (error) {
    for (const [name, rows] of before) {
      const all: Row[] = state.tables[name as TableName];
      all.splice(0, all.length, ...rows.map(([row, old]) => Object.assign(row, old)));
    }
    throw error;
  }
}

export const md5 = (text: string | Buffer) => createHash("md5").update(text).digest("hex");
