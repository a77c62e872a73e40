/** A row of setpass's table `users`. */
export interface SetpassUser {
  readonly userId: string;
  readonly token: string;
  readonly pin: string;
  readonly password: string;
  readonly updatedAt: Date;
  readonly attempts: number;
}

interface Row {
  readonly user_id: unknown;
  readonly token: unknown;
  readonly pin: unknown;
  readonly password: unknown;
  readonly updated_at: unknown;
  readonly attempts: unknown;
}

const COLUMNS = "user_id, token, pin, password, updated_at, attempts";

/**
 * Everybody in a setpass database, by its address as SQLAlchemy writes it: `sqlite:////path`, with a driver
 * (`sqlite+pysqlite:////path`, `mysql+pymysql://…`) and options (`?timeout=30`). Reads only. Throws a sentence when it cannot be opened or is none.
 */
export async function readSetpassUsers(databaseUrl: string): Promise<SetpassUser[]> {
  const [, dialect = ""] = /^(\w+)(\+\w+)?:\/\//.exec(databaseUrl) ?? [];
  const read = { sqlite: readSqlite, mysql: readMysql, mariadb: readMysql }[dialect];
  if (!read)
    throw new Error("The database's address must begin with sqlite:/// or mysql://, as in setpass.conf");
  try {
    return (await read(databaseUrl)).map(userOf);
  } catch (error) {
    throw new Error(`The setpass database could not be read: ${(error as Error).message}`, { cause: error });
  }
}

async function readSqlite(databaseUrl: string): Promise<Row[]> {
  const { DatabaseSync } = await import("node:sqlite");
  const database = new DatabaseSync(sqliteFile(databaseUrl), { readOnly: true });
  try {
    return database.prepare(`select ${COLUMNS} from users`).all() as unknown as Row[];
  } finally {
    database.close();
  }
}

/** What stands between the three slashes and the driver's options. */
function sqliteFile(databaseUrl: string): string {
  const [address = ""] = databaseUrl.split("?");
  const start = address.indexOf(":///");
  if (start < 0) throw new Error("an address of SQLite has three slashes, or four before a whole path");
  return address.slice(start + ":///".length);
}

async function readMysql(databaseUrl: string): Promise<Row[]> {
  const { createConnection } = await import("mysql2/promise");
  const connection = await createConnection({
    uri: databaseUrl.replace(/^\w+(\+\w+)?:/, "mysql:"),
    // As text: the times are UTC without saying so.
    dateStrings: true,
    connectTimeout: 10_000,
  });
  try {
    const [rows] = await connection.query(`select ${COLUMNS} from users`);
    return rows as Row[];
  } finally {
    await connection.end();
  }
}

/** As SQLAlchemy writes a time, in UTC without saying so; some databases say so. */
function momentOf(text: string): Date {
  const at = text.trim().replace(" ", "T");
  return new Date(/(Z|[+-]\d\d:?\d\d)$/i.test(at) ? at : `${at}Z`);
}

function userOf({ user_id, token, pin, password, updated_at, attempts }: Row): SetpassUser {
  const text = (value: unknown) => (value === null || value === undefined ? "" : String(value));
  return {
    userId: text(user_id),
    token: text(token),
    pin: text(pin),
    password: text(password),
    updatedAt: momentOf(text(updated_at)),
    attempts: Number(attempts),
  };
}
