import type { Kind } from "../db/names.ts";
import type { Request } from "../db/tables/requests.ts";

/**
 * Describes what a person requested. The text follows their name: "requested an account in lab". The project may be missing.
 */
export function describeRequestKind({ kind, project }: Pick<Request, "kind" | "project">): string {
  switch (kind) {
    case "account":
      return `requested an account${project ? ` in ${project}` : ""}`;
    case "membership":
      return `asked to join ${project ?? "a project"}`;
    case "quota":
      return `requested a quota change${project ? ` for ${project}` : ""}`;
    case "password":
      return "requested a new password";
  }
}

const TOPICS: Readonly<Record<Kind, string>> = {
  account: "new account",
  membership: "joining a project",
  quota: "quota change",
  password: "new password",
};

/** Returns the topic of a request in a list. If the request has a project, its name is enough. */
export const requestTopic = ({ kind, project }: Pick<Request, "kind" | "project">) => project ?? TOPICS[kind];
