import pg, { type ClientConfig } from "pg";
import { toDatabaseLost } from "./database-lost.ts";
import { readDatabaseUrl } from "./database-url.ts";

/** The longest wait for a server when closing. A server that doesn't respond would keep the process from exiting. */
const FAREWELL_MS = 2000;
/** A host that doesn't respond within this time is skipped. */
const PROBE_TIMEOUT_MS = 2000;

/** Creates a separate client for the server that accepts writes. It is not connected yet. */
export function openClient(url: string, config: Omit<ClientConfig, "connectionString">): pg.Client {
  const { Client, connectionString } = clientFor(url);
  return new Client({ connectionString, keepAlive: true, ...config });
}

/**
 * Returns the client class for the servers in this URL, for a pool or alone. If there are several servers, each connection
 * looks for the one that accepts writes, starting with the last one that did.
 */
export function clientFor(url: string): {
  readonly Client: typeof pg.Client;
  readonly connectionString: string;
} {
  const urls = (readDatabaseUrl(url) ?? [url]).map(forDriver);
  const [connectionString = url] = urls;
  const findPrimary = urls.length > 1 ? primaryFinder(urls) : undefined;

  class Client extends pg.Client {
    override connect(): Promise<this>;
    override connect(callback: (error: Error) => void): void;
    override connect(callback?: (error: Error) => void): Promise<this> | undefined {
      const connecting = this.reach();
      if (!callback) return connecting;
      connecting.then(() => (callback as () => void)(), callback);
      return undefined;
    }

    override end(): Promise<void>;
    override end(callback: (error: Error) => void): void;
    override end(callback?: (error: Error) => void): Promise<void> | undefined {
      const { stream } = this.connection;
      const timer = setTimeout(() => stream.destroy(), FAREWELL_MS).unref();
      stream.once("close", () => clearTimeout(timer));
      if (!callback) return super.end();
      super.end(callback);
      return undefined;
    }

    private async reach(): Promise<this> {
      // An idle connection reports its loss here; its next statement fails with the same message.
      this.on("error", () => undefined);
      try {
        if (findPrimary) Object.assign(this, await findPrimary());
        await super.connect();
        return this;
      } catch (error) {
        throw toDatabaseLost(error, this);
      }
    }
  }
  return { Client, connectionString };
}

/** Node-postgres verifies the server in all of these modes, and prints a page of advice unless it is told so. */
const VERIFYING = new Set(["prefer", "require", "verify-ca"]);

/**
 * Removes target_session_attrs, which neither node-postgres nor a server understands, and names the TLS mode that node-postgres
 * uses. Other URLs stay as they are, because the driver reads raw characters that a URL parser would change.
 */
function forDriver(url: string): string {
  const { searchParams } = new URL(url);
  const mode = searchParams.get("sslmode") ?? "";
  const isRenamed = VERIFYING.has(mode) && searchParams.get("uselibpqcompat") !== "true";
  if (!searchParams.has("target_session_attrs") && !isRenamed) return url;
  const parsed = new URL(url);
  parsed.searchParams.delete("target_session_attrs");
  if (isRenamed) parsed.searchParams.set("sslmode", "verify-full");
  return parsed.href;
}

type HostAndPort = Pick<pg.Client, "host" | "port">;

function primaryFinder(urls: readonly string[]): () => Promise<HostAndPort> {
  let last = 0;
  let finding: Promise<HostAndPort> | undefined;
  const find = async () => {
    const problems: string[] = [];
    for (let turn = 0; turn < urls.length; turn++) {
      const at = (last + turn) % urls.length;
      const { target, problem } = await probe(urls[at] ?? "");
      if (problem === undefined) {
        last = at;
        return target;
      }
      problems.push(`${target.host}:${target.port} ${problem}`);
    }
    throw Object.assign(new Error(`no database server accepts writes: ${problems.join("; ")}`), {
      code: "ECONNREFUSED",
    });
  };
  return () => {
    finding ??= find().finally(() => {
      finding = undefined;
    });
    return finding;
  };
}

/** Checks whether this server accepts writes; `problem` says why not. */
async function probe(url: string): Promise<{ readonly target: HostAndPort; readonly problem?: string }> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: PROBE_TIMEOUT_MS,
    query_timeout: PROBE_TIMEOUT_MS,
  });
  client.on("error", () => undefined);
  const { host, port } = client;
  try {
    await client.connect();
    const { rows } = await client.query<{ transaction_read_only: string }>("show transaction_read_only");
    return rows[0]?.transaction_read_only === "off"
      ? { target: { host, port } }
      : { target: { host, port }, problem: "is a standby" };
  } catch (error) {
    return { target: { host, port }, problem: `doesn't respond (${(error as Error).message})` };
  } finally {
    client.end().catch(() => undefined);
  }
}
