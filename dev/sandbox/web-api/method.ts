import type { Triggers } from "../deliver/triggers.ts";
import type { Workspace } from "../workspace.ts";

/** A call's arguments: what came as JSON text in a form is parsed. */
export type Arguments = Readonly<Record<string, unknown>>;

export interface Calling {
  readonly workspace: Workspace;
  readonly triggers: Triggers;
  /** Where a Socket Mode connection may be made, once. */
  ticket(): string;
}

export interface Method {
  readonly token: "bot" | "app" | "none";
  /** One of these is enough. */
  readonly scopes: readonly string[];
  run(args: Arguments, calling: Calling): object;
}

export function textOf(args: Arguments, name: string): string {
  const value = args[name];
  return typeof value === "string" ? value : "";
}
