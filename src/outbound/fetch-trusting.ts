import type { Dispatcher } from "undici";
import { loadWhenUsed } from "../load-when-used.ts";
import { openDispatcher } from "./proxy.ts";

const undici = loadWhenUsed<typeof import("undici")>("undici");
const dispatchers = new Map<string, Dispatcher>();

/** Calls `fetch` and trusts only this CA (PEM) if one is given. Node's own `fetch` has no option for that. */
export function fetchTrusting(ca: string | undefined, url: string, init: RequestInit): Promise<Response> {
  if (ca === undefined) return fetch(url, init);
  const dispatcher = dispatchers.get(ca) ?? openDispatcher({ ca });
  dispatchers.set(ca, dispatcher);
  // undici is the library behind Node's own fetch, in a different version; only the types differ.
  const asked = undici().fetch(url, { ...(init as object), dispatcher });
  return asked as unknown as Promise<Response>;
}
