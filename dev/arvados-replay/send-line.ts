import { ROOT_TOKEN } from "../local-stack/arvados/authenticate.ts";
import { fillIn } from "./names.ts";
import { addToken, type Stage, userOf } from "./people.ts";
import type { RecordedCall } from "./recording.ts";

export interface Received {
  readonly status: number;
  readonly type: string;
  readonly body: unknown;
}

const ROLES: Readonly<Record<string, string>> = {
  admin: "boss",
  active: "act",
  inactive: "ina",
  uninvited: "uni",
};

/** Sends a recorded call again, with the values of this run. */
export async function sendLine(stage: Stage, line: RecordedCall): Promise<Received> {
  const { names, arvados } = stage;
  const [method = "", target = ""] = fillIn(line.call, names).split(/ (.*)/);
  const path = target.startsWith("//") ? target.slice(1) : `/arvados/v1${target}`;
  const params = fillIn(line.params ?? {}, names);
  const { search, body, type } = encode(method, line, params);
  const separator = path.includes("?") ? "&" : "?";
  const response = await fetch(`${arvados.url}${path}${search === "" ? "" : separator}${search}`, {
    method,
    redirect: "manual",
    headers: {
      ...(type ? { "content-type": type } : {}),
      ...(line.who === "none" ? {} : { authorization: `Bearer ${tokenOf(stage, line.who)}` }),
      ...headersOf(stage, line),
    },
    ...(body === undefined ? {} : { body: Buffer.from(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.startsWith("application/json");
  return {
    status: response.status,
    type: response.headers.get("content-type") ?? "",
    body: isJson && text !== "" ? JSON.parse(text) : text,
  };
}

interface Encoded {
  readonly search: string;
  readonly body?: string;
  readonly type?: string;
}

function encode(method: string, line: RecordedCall, params: Readonly<Record<string, unknown>>): Encoded {
  if (line.enc === "raw")
    return { search: "", body: line.raw?.body ?? "", ...(line.raw?.type ? { type: line.raw.type } : {}) };
  const pairs = Object.entries(params)
    .filter(([, value]) => value !== null)
    .map(([key, value]): [string, string] => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]);
  const form = String(new URLSearchParams(pairs));
  if (method === "GET" || method === "HEAD" || method === "DELETE" || method === "OPTIONS")
    return { search: form };
  if (line.enc === "form") return { search: "", body: form, type: "application/x-www-form-urlencoded" };
  return { search: "", body: JSON.stringify(params), type: "application/json" };
}

function headersOf({ names }: Stage, { headers = {} }: RecordedCall): Record<string, string> {
  const filled = fillIn(headers, names) as Record<string, string>;
  const { Authorization: basic } = headers;
  if (basic?.startsWith("Basic"))
    filled.Authorization = `Basic ${Buffer.from(`u:${names.get("secret act")}`).toString("base64")}`;
  return filled;
}

function tokenOf(stage: Stage, who: string): string {
  if (who === "root") return ROOT_TOKEN;
  const name = ROLES[who] ?? who;
  const { names } = stage;
  // A new token for someone whose first one is gone.
  if (name.endsWith(".new") && !names.has(`secret ${name}`))
    addToken(stage, name, userOf(stage, name.slice(0, -4)));
  return names.get(`secret ${name}`) ?? "gone";
}
