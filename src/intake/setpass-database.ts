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
 * Everybody in a setpass database, by its address as SQLAlchemy writes it: `sqlite:////path`, `mysql://…`,
 * `mysql+pymysql://…`. Reads only. Throws a sentence when it cannot be opened or is none.
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
  const database = new DatabaseSync(databaseUrl.replace(/^sqlite:\/\/\//, ""), { readOnly: true });
  try {
    return database.prepare(`select ${COLUMNS} from users`).all() as unknown as Row[];
  } finally {
    database.close();
  }
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

function userOf({ user_id, token, pin, password, updated_at, attempts }: Row): SetpassUser {
  const text = (value: unknown) => (value === null || value === undefined ? "" : String(value));
  return {
    userId: text(user_id),
    token: text(token),
    pin: text(pin),
    password: text(password),
    updatedAt: new Date(`${text(updated_at).replace(" ", "T")}Z`),
    attempts: Number(attempts),
  };
}
