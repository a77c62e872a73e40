import type { Triggers } from "../deliver/triggers.ts";
import type { Workspace } from "../workspace.ts";

/** The arguments of a call. JSON in a form is parsed. */
export type Arguments = Readonly<Record<string, unknown>>;

export interface CallContext {
  readonly workspace: Workspace;
  readonly triggers: Triggers;
  /** Returns a URL for one Socket Mode connection. */
  ticket(): string;
}

export interface Method {
  readonly token: "bot" | "app" | "none";
  /** One of these scopes is enough. */
  readonly scopes: readonly string[];
  run(args: Arguments, context: CallContext): object;
}

export function readText(args: Arguments, name: string): string {
  const value = args[name];
  return typeof value === "string" ? value : "";
}
