import { Agent, fetch as fetchWith } from "undici";

const agents = new Map<string, Agent>();

/** Calls `fetch` and trusts only this CA (PEM) if one is given. Node's own `fetch` has no option for that. */
export function fetchTrusting(ca: string | undefined, url: string, init: RequestInit): Promise<Response> {
  if (ca === undefined) return fetch(url, init);
  const dispatcher = agents.get(ca) ?? new Agent({ connect: { ca } });
  agents.set(ca, dispatcher);
  // undici is the library behind Node's own fetch, in a different version; only the types differ.
  const asked = fetchWith(url, { ...(init as object), dispatcher });
  return asked as unknown as Promise<Response>;
}
