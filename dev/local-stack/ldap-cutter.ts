import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { readAllTlv, readTlv, type Tlv, writeTlv } from "./ber.ts";

export interface LdapCutter {
  readonly url: string;
  /** Runs before a search is forwarded that asks for values from this index on. */
  beforeRange: ((from: number) => Promise<unknown>) | undefined;
  /** Whether the values from this index on are left out, although the range is named. */
  dropsRange: ((from: number) => boolean) | undefined;
  /** Whether the n-th page on a connection loses its entries, but not its cookie, as servers with a time limit do. */
  dropsPage: ((page: number) => boolean) | undefined;
  stop(): Promise<void>;
}

interface CutterOptions {
  readonly targetPort: number;
  /** The number of values of an attribute in one response; Active Directory has 1,500. */
  readonly values?: number;
  /** The number of entries of a search without pages; Active Directory has 1,000. */
  readonly entries?: number;
}

/** Tags of RFC 4511. */
const SEQUENCE = 0x30;
const SET = 0x31;
const OCTETS = 0x04;
const SEARCH = 0x63;
const ENTRY = 0x64;
const DONE = 0x65;
const SIZE_LIMIT_EXCEEDED = Buffer.from([4]);
const PAGED = "1.2.840.113556.1.4.319";

/** What one search has asked for. */
interface Search {
  /** The first value of an attribute that is wanted, by the attribute's name. */
  readonly from: ReadonlyMap<string, number>;
  readonly isPaged: boolean;
  readonly isDropped: boolean;
  entries: number;
}

/**
 * Starts a proxy before a server that accepts plain LDAP, which cuts lists as Microsoft's Active Directory does (MS-ADTS
 * §3.1.1.3.1.3.3): `member` is empty, and `member;range=0-1499` has the first values.
 */
export async function startLdapCutter({
  targetPort,
  values = Number.POSITIVE_INFINITY,
  entries = Number.POSITIVE_INFINITY,
}: CutterOptions): Promise<LdapCutter> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(targetPort, "127.0.0.1");
    const searches = new Map<string, Search>();
    let pages = 0;
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket
        .setNoDelay()
        .on("error", () => other.destroy())
        .on("close", () => {
          sockets.delete(socket);
          other.destroy();
        });
    }
    onMessages(client, async (message) => {
      const { request, search, id } = readSearch(message);
      if (search) {
        const isDropped = search.isPaged && (cutter.dropsPage?.(++pages) ?? false);
        searches.set(id, { ...search, isDropped });
        for (const from of search.from.values()) await cutter.beforeRange?.(from);
      }
      upstream.write(request);
    });
    onMessages(upstream, async (message) => {
      const cut = cutMessage(message, searches, { values, entries, drops: cutter.dropsRange });
      if (cut) client.write(cut);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const cutter: LdapCutter = {
    url: `ldap://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
    beforeRange: undefined,
    dropsPage: undefined,
    dropsRange: undefined,
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
  return cutter;
}

/** Calls back for each whole message, one after another. */
function onMessages(socket: Socket, work: (message: Tlv) => Promise<void>): void {
  let buffer = Buffer.alloc(0);
  let last = Promise.resolve();
  socket.on("data", (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk]);
    for (let message = readTlv(buffer); message; message = readTlv(buffer)) {
      const whole = message;
      buffer = buffer.subarray(whole.whole.length);
      last = last.then(() => work(whole)).catch(() => void socket.destroy());
    }
  });
}

/** Asks the server for whole attributes, where the client asks for ranges. */
function readSearch(message: Tlv): { request: Buffer; id: string; search?: Omit<Search, "isDropped"> } {
  const [id, operation, controls] = readAllTlv(message.content);
  if (!id || operation?.tag !== SEARCH) return { request: message.whole, id: "" };
  const parts = readAllTlv(operation.content);
  const wanted = readAllTlv(parts.at(-1)?.content ?? Buffer.alloc(0)).map(({ content }) => String(content));
  const from = new Map<string, number>();
  const names = wanted.map((name) => {
    const [, attribute = name, start] = /^([^;]+);range=(\d+)-/i.exec(name) ?? [];
    if (start !== undefined) from.set(attribute.toLowerCase(), Number(start));
    return attribute;
  });
  const attributes = writeTlv(SEQUENCE, ...names.map((name) => writeTlv(OCTETS, Buffer.from(name))));
  const others = parts.slice(0, -1).map(({ whole }) => whole);
  const rest = controls ? [controls.whole] : [];
  return {
    request: writeTlv(SEQUENCE, id.whole, writeTlv(SEARCH, ...others, attributes), ...rest),
    id: id.content.toString("hex"),
    search: { from, isPaged: controls?.content.includes(PAGED) ?? false, entries: 0 },
  };
}

interface Limits {
  readonly values: number;
  readonly entries: number;
  readonly drops: LdapCutter["dropsRange"];
}

function cutMessage(message: Tlv, searches: ReadonlyMap<string, Search>, limits: Limits): Buffer | undefined {
  const [id, operation] = readAllTlv(message.content);
  const search = id && searches.get(id.content.toString("hex"));
  if (!id || !operation || !search) return message.whole;
  const isOver = !search.isPaged && search.entries > limits.entries;
  if (operation.tag === ENTRY) {
    search.entries++;
    if (search.isDropped) return undefined;
    if (!search.isPaged && search.entries > limits.entries) return undefined;
    const [name, attributes] = readAllTlv(operation.content);
    if (!name || !attributes) return message.whole;
    const cut = readAllTlv(attributes.content).flatMap((each) => cutAttribute(each, search, limits));
    return writeTlv(SEQUENCE, id.whole, writeTlv(ENTRY, name.whole, writeTlv(SEQUENCE, ...cut)));
  }
  if (operation.tag === DONE && isOver) {
    const [, ...rest] = readAllTlv(operation.content);
    const code = writeTlv(0x0a, SIZE_LIMIT_EXCEEDED);
    return writeTlv(SEQUENCE, id.whole, writeTlv(DONE, code, ...rest.map(({ whole }) => whole)));
  }
  return message.whole;
}

function cutAttribute(attribute: Tlv, { from }: Search, { values: limit, drops }: Limits): Buffer[] {
  const [type, set] = readAllTlv(attribute.content);
  const name = String(type?.content);
  const all = readAllTlv(set?.content ?? Buffer.alloc(0)).map(({ whole }) => whole);
  const start = from.get(name.toLowerCase());
  if (start === undefined && all.length <= limit) return [attribute.whole];
  const write = (description: string, values: readonly Buffer[]) =>
    writeTlv(SEQUENCE, writeTlv(OCTETS, Buffer.from(description)), writeTlv(SET, ...values));
  const first = start ?? 0;
  const part = drops?.(first) ? [] : all.slice(first, first + limit);
  const isLast = first + limit >= all.length;
  const range = write(`${name};range=${first}-${isLast ? "*" : first + limit - 1}`, part);
  return start === undefined ? [write(name, []), range] : [range];
}
