import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

export type LdapOperation = "bind" | "unbind" | "search" | "modify" | "add" | "extended";
/** If it returns "cut", the connection is cut at this point, and nothing is forwarded. */
export type LdapHook = (operation: LdapOperation, clientPort: number) => "cut" | undefined;

export interface LdapTap {
  readonly url: string;
  /** Runs before an operation reaches the server. */
  before: LdapHook | undefined;
  /** Runs after the server has handled an operation and before the client gets the response. */
  after: LdapHook | undefined;
  stop(): Promise<void>;
}

/** Protocol operations by their tags (RFC 4511 §4.2 ff.). */
const OPERATIONS: Readonly<Record<number, LdapOperation>> = {
  96: "bind",
  66: "unbind",
  99: "search",
  102: "modify",
  104: "add",
  119: "extended",
};

/** Starts a proxy between LDAP clients and a server that accepts plain LDAP. It can read the operations and cut connections. */
export async function startLdapTap(targetPort: number): Promise<LdapTap> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(targetPort, "127.0.0.1");
    const port = client.remotePort ?? 0;
    let current: LdapOperation = "bind";
    const cut = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", cut).on("close", () => {
        sockets.delete(socket);
        cut();
      });
    }
    client.on("data", (chunk: Buffer) => {
      current = readOperation(chunk) ?? current;
      if (tap.before?.(current, port) === "cut") cut();
      else upstream.write(chunk);
    });
    upstream.on("data", (chunk: Buffer) => {
      if (tap.after?.(current, port) === "cut") cut();
      else client.write(chunk);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const tap: LdapTap = {
    url: `ldap://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
    before: undefined,
    after: undefined,
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
  return tap;
}

/** Reads the tag after the message ID. The message is BER: LDAPMessage ::= SEQUENCE { messageID INTEGER, protocolOp … }. */
function readOperation(chunk: Buffer): LdapOperation | undefined {
  if (chunk[0] !== 0x30) return undefined;
  const lengthByte = chunk[1] ?? 0;
  const id = 2 + (lengthByte & 0x80 ? lengthByte & 0x7f : 0);
  const tag = chunk[id + 2 + (chunk[id + 1] ?? 0)];
  return OPERATIONS[tag ?? 0];
}
