import { readFile } from "node:fs/promises";

/** A recorded call: what was sent, and what came back. Names stand for what differs from run to run: "<user:ann>". */
export interface RecordedCall {
  readonly id: string;
  readonly who: string;
  readonly call: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly enc?: "raw" | "form" | "query";
  readonly raw?: { readonly type: string | null; readonly body: string };
  readonly headers?: Readonly<Record<string, string>>;
  readonly status: number;
  readonly type?: string;
  readonly body?: unknown;
  readonly owners?: readonly string[];
}

/** What the system root saw afterwards. */
export interface RecordedSnapshot {
  readonly id: string;
  readonly snap: string;
  readonly of?: string;
  readonly user?: Readonly<Record<string, unknown>> | 404;
  readonly tail?: readonly string[];
  readonly head?: readonly string[];
  readonly keys?: { readonly authorized: readonly string[]; readonly owned: readonly string[] };
  readonly owns?: readonly string[];
  readonly tokens?: Readonly<Record<string, { readonly users_current: number }>>;
}

/** Which emails the cluster sent since the last such line. */
export interface RecordedEmails {
  readonly id: string;
  readonly mails: string;
  readonly got: readonly { readonly to: string; readonly subject: string; readonly body: string }[];
}

export type RecordedLine =
  | { readonly config: string }
  | { readonly section: string }
  | RecordedCall
  | RecordedSnapshot
  | RecordedEmails;

export async function readRecording(path: string): Promise<RecordedLine[]> {
  const lines = (await readFile(path, "utf8")).split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line) as RecordedLine);
}
