import { randomUUID } from "node:crypto";
import type { Server } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";
import type { Faults } from "../faults.ts";
import type { Workspace } from "../workspace.ts";
import type { Payload } from "./delivery.ts";

const MAX_CONNECTIONS = 10;
const PATH = "/link";

export interface SocketMode {
  /** Returns a URL that is valid for one connection. */
  ticket(): string;
  send(payload: Payload): Promise<unknown>;
  connections(): number;
  /** How many connections were closed because there were too many. */
  surplus(): number;
  /** Cuts every connection immediately and without notice. */
  drop(): void;
  /** Asks the app to reconnect, as Slack does every few hours. */
  refresh(): void;
  stop(): void;
}

/** Slack's side of Socket Mode: an envelope goes to one connection, which acknowledges its ID. */
export function openSocketMode(
  server: Server,
  url: () => string,
  workspace: Workspace,
  faults: Faults,
): SocketMode {
  const sockets: WebSocket[] = [];
  const tickets = new Set<string>();
  const awaited = new Map<string, (response: unknown) => void>();
  const listener = new WebSocketServer({ noServer: true });
  let turn = 0;
  let surplus = 0;

  server.on("upgrade", (request, socket, head) => {
    // An app that died while connecting doesn't matter here.
    socket.on("error", () => socket.destroy());
    const { pathname, searchParams } = new URL(request.url ?? "", "http://sandbox");
    const known = tickets.delete(searchParams.get("ticket") ?? "");
    if (pathname !== PATH || !known || faults.refuseSockets) {
      socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
      return;
    }
    listener.handleUpgrade(request, socket, head, (ws) => {
      if (sockets.length < MAX_CONNECTIONS) welcome(ws);
      else dismiss(ws);
    });
  });

  function welcome(socket: WebSocket): void {
    sockets.push(socket);
    workspace.changed("delivery");
    socket.on("message", (data) => settleEnvelope(String(data)));
    socket.on("close", () => forget(socket));
    const app = { app_id: workspace.app.id };
    socket.send(
      JSON.stringify({
        type: "hello",
        num_connections: sockets.length,
        connection_info: app,
        debug_info: {},
      }),
    );
  }

  /** Slack accepts a surplus connection and closes it right away. */
  function dismiss(socket: WebSocket): void {
    surplus++;
    socket.send(JSON.stringify({ type: "disconnect", reason: "too_many_websockets", debug_info: {} }));
    socket.close();
  }

  function forget(socket: WebSocket): void {
    const at = sockets.indexOf(socket);
    if (at < 0) return;
    sockets.splice(at, 1);
    workspace.changed("delivery");
  }

  function drop(): void {
    for (const socket of [...sockets]) {
      socket.terminate();
      forget(socket);
    }
  }

  function settleEnvelope(text: string): void {
    const { envelope_id, payload } = JSON.parse(text) as { envelope_id?: string; payload?: unknown };
    const settle = awaited.get(envelope_id ?? "");
    awaited.delete(envelope_id ?? "");
    settle?.(payload);
  }

  return {
    ticket() {
      const ticket = randomUUID();
      tickets.add(ticket);
      return `${url().replace(/^http/, "ws")}${PATH}?ticket=${ticket}&app_id=${workspace.app.id}`;
    },
    send({ kind, body }) {
      const socket = sockets[turn++ % Math.max(sockets.length, 1)];
      if (!socket) return Promise.reject(new Error("the app has no connection"));
      const envelope_id = randomUUID();
      const envelope = { envelope_id, type: kind, payload: body, accepts_response_payload: true };
      return new Promise((resolve) => {
        awaited.set(envelope_id, resolve);
        socket.send(JSON.stringify(envelope));
      });
    },
    connections: () => sockets.length,
    surplus: () => surplus,
    drop,
    refresh() {
      for (const socket of sockets) {
        socket.send(JSON.stringify({ type: "disconnect", reason: "refresh_requested", debug_info: {} }));
      }
    },
    stop() {
      drop();
      listener.close();
    },
  };
}
