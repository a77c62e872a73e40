import { WebSocket } from "ws";
import { type Api, openApi } from "./api.ts";

/** An event of the websocket. Those with a post or dialog have it as text. */
export interface ServerEvent {
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A person at their client: the API and the events of their session. */
export interface Client extends Api {
  readonly id: string;
  readonly username: string;
  readonly events: readonly ServerEvent[];
  /** The part of each event of this kind that is JSON text, such as the post of `posted`. */
  received(event: string, part: string): readonly Record<string, unknown>[];
  press(postId: string, actionId: string, more?: object): ReturnType<Api["call"]>;
  close(): void;
}

export async function openClient(
  url: string,
  { id, username, password }: { readonly id: string; readonly username: string; readonly password: string },
): Promise<Client> {
  const login = await openApi(url, "").call("POST", "/users/login", { login_id: username, password });
  const api = openApi(url, login.headers.get("token") ?? "");
  const { events, close } = await listen(url, api.token);
  return {
    ...api,
    id,
    username,
    events,
    received: (event, part) =>
      events
        .filter((one) => one.event === event)
        .map(({ data }) => JSON.parse(String(data[part])) as Record<string, unknown>),
    press: (postId, actionId, more = {}) => api.call("POST", `/posts/${postId}/actions/${actionId}`, more),
    close,
  };
}

/** Opens a websocket as a client does, and waits until the server says hello. */
export async function listen(
  url: string,
  token: string,
): Promise<{ readonly events: ServerEvent[]; close(): void }> {
  const socket = new WebSocket(`${url.replace(/^http/, "ws")}/api/v4/websocket`);
  const events: ServerEvent[] = [];
  await new Promise<void>((resolve, reject) => {
    socket.on("error", reject);
    socket.on("open", () =>
      socket.send(JSON.stringify({ seq: 1, action: "authentication_challenge", data: { token } })),
    );
    socket.on("close", () => reject(new Error("the server closed the websocket")));
    socket.on("message", (data) => {
      const message = JSON.parse(String(data)) as ServerEvent;
      if (message.event === undefined) return;
      events.push(message);
      if (message.event === "hello") resolve();
    });
  });
  return { events, close: () => socket.terminate() };
}
