import type { Request } from "../db/schema.ts";

/** What somebody asks for, behind their name: "requests an account in lab". A request may name no project. */
export function asksFor({ kind, project }: Pick<Request, "kind" | "project">): string {
  switch (kind) {
    case "account":
      return `requests an account${project ? ` in ${project}` : ""}`;
    case "membership":
      return `asks to join ${project ?? "a project"}`;
    case "quota":
      return `requests a quota change${project ? ` for ${project}` : ""}`;
    case "password":
      return "requests a new password";
  }
}

const NOUNS = {
  account: "new account",
  membership: "joining a project",
  quota: "other quotas",
  password: "new password",
} as const;

/** The same in a list, where the project says enough. */
export const topicOf = ({ kind, project }: Pick<Request, "kind" | "project">) => project ?? NOUNS[kind];
