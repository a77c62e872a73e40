import { freePort } from "../../../dev/local-stack/child.ts";
import {
  type ApiFault,
  BAD_GATEWAY,
  type SimulatedApi,
  startSimulatedApi,
} from "../../../dev/local-stack/simulated-api.ts";
import type { Trouble } from "../../contracts/rule-source.contract.ts";

export const HTTP_TROUBLES = [
  "away",
  "silent",
  "garbage",
  "a rejected login",
  "a bad gateway",
  "busy",
  "cut off",
] as const satisfies readonly Trouble[];

const FAULTS: Partial<Record<Trouble, ApiFault>> = {
  silent: "silent",
  garbage: { status: 200, headers: { "content-type": "text/html" }, body: "<html>It works!</html>" },
  "a bad gateway": BAD_GATEWAY,
  busy: { status: 429, headers: { "retry-after": "30" }, body: "TOO MANY REQUESTS\n" },
  "cut off": "reset",
};

/** Starts servers in which something is wrong. `urlOf` returns none for a trouble that the login makes. */
export async function startBrokenServers(): Promise<{
  urlOf(trouble: Trouble): string | undefined;
  stop(): Promise<void>;
}> {
  const urls = new Map<string, string>([["away", `http://127.0.0.1:${await freePort()}`]]);
  const servers: SimulatedApi[] = [];
  for (const [trouble, fault] of Object.entries(FAULTS)) {
    const server = await startSimulatedApi(() => BAD_GATEWAY);
    server.fault = () => fault;
    urls.set(trouble, server.url);
    servers.push(server);
  }
  return {
    urlOf: (trouble) => urls.get(trouble),
    async stop() {
      for (const server of servers) await server.stop();
    },
  };
}
