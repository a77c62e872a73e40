import { BlockList, isIP } from "node:net";
import { readDatabaseUrl } from "../db/database-url.ts";

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/** Whether this name or address, as it stands in an address, is this very machine's: no other name that begins alike. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, "$1").toLowerCase();
  const family = isIP(bare);
  if (family === 0) return bare === "localhost";
  return loopback.check(bare, family === 4 ? "ipv4" : "ipv6");
}

/** Whether what is sent to this http or https address can be read on the way by nobody. What is no address at all is not judged. */
export function isPrivateUrl(url: string): boolean {
  if (!URL.canParse(url)) return true;
  const { protocol, hostname } = new URL(url);
  return protocol === "https:" || isLoopback(hostname);
}

/** Whether every server that a DATABASE_URL names is on this machine, by a socket or by its loopback address. */
export function isDatabaseHere(text: string): boolean {
  return (readDatabaseUrl(text) ?? []).every((url) => {
    const { hostname, searchParams } = new URL(url);
    const isSocket = hostname === "" || searchParams.get("host")?.startsWith("/");
    return Boolean(isSocket) || isLoopback(hostname);
  });
}
