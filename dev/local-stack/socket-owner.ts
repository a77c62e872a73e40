import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** Finds the process that owns the end of a TCP connection with this port on 127.0.0.1 (proc(5), /proc/net/tcp). */
export function ownerOfPort(port: number, pids: readonly number[]): number | undefined {
  const local = `0100007F:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const inodes = readFileSync("/proc/net/tcp", "utf8")
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns[1] === local)
    .map((columns) => `socket:[${columns[9]}]`);
  return pids.find((pid) => inodes.some((inode) => hasOpen(pid, inode)));
}

function hasOpen(pid: number, target: string): boolean {
  try {
    const folder = `/proc/${pid}/fd`;
    return readdirSync(folder).some((fd) => readLink(`${folder}/${fd}`) === target);
  } catch {
    // The process has just ended.
    return false;
  }
}

function readLink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    // The descriptor was closed after it was listed.
    return "";
  }
}
