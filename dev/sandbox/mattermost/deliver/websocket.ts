import type { Server } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";
import type { Faults } from "../faults.ts";
import type { Installation, ServerEvent } from "../installation.ts";

const PATH = "/api/v4/websocket";
const AUTHENTICATE_MS = 5000;

export interface Sockets {
  connections(): number;
  /** Cuts every connection immediately and without notice. */
  drop(): void;
  stop(): void;
}

/** The server's websocket: https://developers.mattermost.com/api-documentation/#/#websocket-events. */
export function openWebsocket(server: Server, installation: Installation, faults: Faults): Sockets {
  const sockets = new Map<WebSocket, { userId: string; seq: number }>();
  const listener = new WebSocketServer({ noServer: true });

  server.on("upgrade", (request, socket, head) => {
    socket.on("error", () => socket.destroy());
    const { pathname } = new URL(request.url ?? "", "http://sandbox");
    if (pathname !== PATH || faults.refuseSockets) {
      socket.end("HTTP/1.1 503 Service Unavailable\r\n\r\n");
      return;
    }
    const token = /^(?:Bearer|Token) (\S+)$/i.exec(request.headers.authorization ?? "")?.[1] ?? "";
    listener.handleUpgrade(request, socket, head, (ws) => welcome(ws, token));
  });

  function welcome(socket: WebSocket, token: string): void {
    if (!authenticate(socket, token)) {
      const timer = setTimeout(() => {
        if (!sockets.has(socket)) socket.close();
      }, AUTHENTICATE_MS);
      socket.once("close", () => clearTimeout(timer));
    }
    socket.on("error", () => socket.terminate());
    socket.on("close", () => {
      sockets.delete(socket);
      installation.changed("delivery");
    });
    socket.on("message", (data) => answer(socket, String(data)));
  }

  function authenticate(socket: WebSocket, token: string): boolean {
    const user = installation.users.get(installation.tokens.get(token) ?? "");
    if (!user || user.deleteAt > 0) return false;
    sockets.set(socket, { userId: user.id, seq: 0 });
    send(socket, {
      event: "hello",
      data: { server_version: `${installation.version}.0.hash.false`, connection_id: installation.newId() },
      to: { userId: user.id },
    });
    installation.changed("delivery");
    return true;
  }

  function answer(socket: WebSocket, text: string): void {
    if (faults.muteSockets) return;
    const { seq, action, data } = JSON.parse(text) as {
      seq: number;
      action: string;
      data?: { token?: string };
    };
    if (action === "authentication_challenge") {
      if (authenticate(socket, data?.token ?? ""))
        socket.send(JSON.stringify({ status: "OK", seq_reply: seq }));
      else socket.close();
      return;
    }
    if (!sockets.has(socket)) return;
    if (action === "ping") {
      const pong = { text: "pong", version: installation.version, server_time: installation.now() };
      socket.send(JSON.stringify({ status: "OK", data: pong, seq_reply: seq }));
      return;
    }
    const error = { id: "api.web_socket_router.bad_action.app_error", message: "Unknown WebSocket action." };
    socket.send(JSON.stringify({ status: "FAIL", error, seq_reply: seq }));
  }

  function send(socket: WebSocket, { event, data, to }: ServerEvent): void {
    const session = sockets.get(socket);
    if (!session || faults.muteSockets) return;
    const { channelId = "", userId = "" } = to;
    const broadcast = { omit_users: null, user_id: userId, channel_id: channelId, team_id: "" };
    socket.send(JSON.stringify({ event, data, broadcast, seq: session.seq++ }));
  }

  const stopListening = installation.onEvent((event) => {
    for (const [socket, { userId }] of sockets) {
      const channel = installation.channels.get(event.to.channelId ?? "");
      if (
        event.to.userId !== undefined ? event.to.userId !== userId : channel && !channel.members.has(userId)
      )
        continue;
      send(socket, event);
    }
  });

  function drop(): void {
    for (const socket of listener.clients) socket.terminate();
    sockets.clear();
  }

  return {
    connections: () => sockets.size,
    drop,
    stop() {
      stopListening();
      drop();
      listener.close();
    },
  };
}
