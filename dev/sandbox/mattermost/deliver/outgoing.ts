import { lookup } from "node:dns/promises";
import { BlockList, isIP } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { Faults } from "../faults.ts";
import type { Installation } from "../installation.ts";

/** A call of an integration, for the page and tests. */
export interface Delivery {
  readonly what: string;
  readonly user: string;
  readonly at: number;
  readonly url: string;
  readonly body: Readonly<Record<string, unknown>>;
  outcome: "…" | "answered" | "failed";
  ackMs?: number;
  problem?: string;
}

export interface OutgoingRequest {
  readonly what: string;
  readonly user: string;
  readonly url: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** As JSON, or as a form, which only slash commands are. */
  readonly as: "json" | "form";
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: "POST" | "GET";
}

export interface Reply {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

export interface Outgoing {
  readonly deliveries: Delivery[];
  /** Sends once, without retries. Throws if there is no answer. */
  send(request: OutgoingRequest): Promise<Reply>;
}

/** The server's calls of integrations: unsigned, exactly one per action, and never into its own network unless that is allowed. */
export function openOutgoing(installation: Installation, faults: Faults): Outgoing {
  const deliveries: Delivery[] = [];

  async function once(request: OutgoingRequest): Promise<Reply> {
    if (faults.delayDeliveriesMs > 0) await delay(faults.delayDeliveriesMs);
    await refuseOwnNetwork(request.url, installation.settings.allowedUntrustedInternalConnections);
    if (faults.loseDeliveries > 0) {
      faults.loseDeliveries--;
      throw new Error("the connection was lost");
    }
    const { method = "POST", as, body, headers = {} } = request;
    const form = new URLSearchParams(body as Record<string, string>).toString();
    const url = method === "GET" ? `${request.url}?${form}` : request.url;
    const response = await fetch(url, {
      method,
      headers: {
        "content-type": as === "json" ? "application/json" : "application/x-www-form-urlencoded",
        accept: "application/json",
        "user-agent": "Mattermost-Bot/1.1",
        ...headers,
      },
      ...(method === "GET" ? {} : { body: as === "json" ? JSON.stringify(body) : form }),
      signal: AbortSignal.timeout(installation.settings.outgoingIntegrationRequestsTimeoutSeconds * 1000),
    });
    const text = await response.text();
    if (faults.loseReplies > 0) {
      faults.loseReplies--;
      throw new Error("the answer was lost");
    }
    return { status: response.status, type: response.headers.get("content-type") ?? "", text };
  }

  return {
    deliveries,
    async send(request) {
      const { what, user, url, body } = request;
      const delivery: Delivery = { what, user, at: installation.now(), url, body, outcome: "…" };
      deliveries.push(delivery);
      installation.changed("delivery");
      const sentAt = performance.now();
      const settle = (outcome: Delivery["outcome"], problem?: string) => {
        delivery.outcome = outcome;
        delivery.ackMs = Math.round(performance.now() - sentAt);
        if (problem !== undefined) delivery.problem = problem;
        installation.changed("delivery");
      };
      try {
        const reply = await once(request);
        if (reply.status === 200) settle("answered");
        else settle("failed", `status ${reply.status}`);
        return reply;
      } catch (error) {
        settle("failed", (error as Error).message);
        throw error;
      }
    },
  };
}

const OWN_NETWORK = new BlockList();
for (const [net, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
] as const)
  OWN_NETWORK.addSubnet(net, bits, "ipv4");
OWN_NETWORK.addAddress("::1", "ipv6");
OWN_NETWORK.addSubnet("fc00::", 7, "ipv6");
OWN_NETWORK.addSubnet("fe80::", 10, "ipv6");

async function refuseOwnNetwork(url: string, allowed: string): Promise<void> {
  const { hostname } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, "");
  const entries = allowed.split(/[\s,]+/).filter((entry) => entry !== "");
  if (entries.includes(host)) return;
  const { address } = isIP(host) ? { address: host } : await lookup(host);
  const family = isIP(address) === 6 ? "ipv6" : "ipv4";
  if (!OWN_NETWORK.check(address, family)) return;
  const exceptions = new BlockList();
  for (const entry of entries) {
    const [net = "", bits] = entry.split("/");
    const kind = isIP(net) === 6 ? "ipv6" : "ipv4";
    if (isIP(net) && bits !== undefined) exceptions.addSubnet(net, Number(bits), kind);
    else if (isIP(net)) exceptions.addAddress(net, kind);
  }
  if (!exceptions.check(address, family))
    throw new Error(
      "address forbidden, you may need to set AllowedUntrustedInternalConnections to allow an integration access to your internal network",
    );
}
