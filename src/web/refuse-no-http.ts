import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";

const STATUSES: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};

/** Answers what is no request that Node can read, or has too long an address, in plain words. */
export function refuseNoHttp(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code !== "ECONNRESET" && socket.writable) {
    const status = STATUSES[error.code ?? ""] ?? 400;
    const words = `${STATUS_CODES[status]}`;
    const head = [
      `HTTP/1.1 ${status} ${words}`,
      "Connection: close",
      "Content-Type: text/plain; charset=utf-8",
      `Content-Length: ${words.length}`,
    ];
    socket.write(`${head.join("\r\n")}\r\n\r\n${words}`);
  }
  socket.destroy(error);
}
