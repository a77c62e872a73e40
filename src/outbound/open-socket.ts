import { WebSocket } from "undici";
import { openSocketDispatcher } from "./proxy.ts";

/** Opens a WebSocket to an address that begins with http or https, through the site's proxy if there is one. */
export function openSocket(url: string): WebSocket {
  const dispatcher = openSocketDispatcher();
  return new WebSocket(url.replace(/^http/, "ws"), dispatcher ? { dispatcher } : {});
}
