import { BlockList, isIP } from "node:net";
import { hostOf, readDatabaseUrl } from "../db/database-url.ts";

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/** Whether the host of a URL is this machine. A name that only starts with "localhost" is not. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, "$1").toLowerCase();
  const family = isIP(bare);
  if (family === 0) return bare === "localhost";
  return loopback.check(bare, family === 4 ? "ipv4" : "ipv6");
}

/** Whether no one on the network can read what is sent to this http or https URL. An invalid URL is left to other checks. */
export function isPrivateUrl(url: string): boolean {
  if (!URL.canParse(url)) return true;
  const { protocol, hostname } = new URL(url);
  return protocol === "https:" || isLoopback(hostname);
}

/** Whether every server in a DATABASE_URL is on this machine, reached by a socket or by a loopback address. */
export function isDatabaseHere(text: string): boolean {
  return (readDatabaseUrl(text) ?? []).every((url) => {
    const host = hostOf(url);
    return host === "" || host.startsWith("/") || isLoopback(host);
  });
}
