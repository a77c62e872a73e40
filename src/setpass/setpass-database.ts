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
 * Reads all users of a setpass database. Its URL is in SQLAlchemy's format: `sqlite:////path`, also with a driver
 * (`sqlite+pysqlite:////path`, `mysql+pymysql://…`) and options (`?timeout=30`). Doesn't write anything. Throws an error with a
 * readable message if the database can't be opened or is not a setpass database.
 */
export async function readSetpassUsers(databaseUrl: string): Promise<SetpassUser[]> {
  const [, dialect = ""] = /^(\w+)(\+\w+)?:\/\//.exec(databaseUrl) ?? [];
  const read = { sqlite: readSqlite, mysql: readMysql, mariadb: readMysql }[dialect];
  if (!read) throw new Error("The database URL must begin with sqlite:/// or mysql://, as in setpass.conf");
  try {
    return (await read(databaseUrl)).map(toUser);
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

/** Returns the part of the URL between the three slashes and the driver's options. */
function sqliteFile(databaseUrl: string): string {
  const [path = ""] = databaseUrl.split("?");
  const start = path.indexOf(":///");
  if (start < 0) throw new Error("an SQLite URL has three slashes, or four before an absolute path");
  return path.slice(start + ":///".length);
}

async function readMysql(databaseUrl: string): Promise<Row[]> {
  const { createConnection } = await import("mysql2/promise");
  const connection = await createConnection({
    uri: databaseUrl.replace(/^\w+(\+\w+)?:/, "mysql:"),
    // Dates are read as text, because they are in UTC without a time zone.
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

/** Parses a time as SQLAlchemy writes it: in UTC without a time zone. Some databases add the time zone. */
function parseTime(text: string): Date {
  const iso = text.trim().replace(" ", "T");
  return new Date(/(Z|[+-]\d\d:?\d\d)$/i.test(iso) ? iso : `${iso}Z`);
}

function toUser({ user_id, token, pin, password, updated_at, attempts }: Row): SetpassUser {
  const text = (value: unknown) => (value === null || value === undefined ? "" : String(value));
  return {
    userId: text(user_id),
    token: text(token),
    pin: text(pin),
    password: text(password),
    updatedAt: parseTime(text(updated_at)),
    attempts: Number(attempts),
  };
}
