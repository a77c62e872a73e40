import type { WebSocket } from "undici";
import { loadWhenUsed } from "../load-when-used.ts";
import { openSocketDispatcher } from "./proxy.ts";

const undici = loadWhenUsed<typeof import("undici")>("undici");

/** Opens a WebSocket to an address that begins with http or https, through the site's proxy if there is one. */
export function openSocket(url: string): WebSocket {
  const dispatcher = openSocketDispatcher();
  const { WebSocket } = undici();
  return new WebSocket(url.replace(/^http/, "ws"), dispatcher ? { dispatcher } : {});
}
