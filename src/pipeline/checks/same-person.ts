import type { Approval } from "../../db/tables/requests.ts";

/** A person as a chat or a link identifies them. */
export interface Someone {
  readonly user: string;
  readonly email?: string | undefined;
}

/** Two identities are the same person if they share a chat user or a confirmed address. */
export function isSamePerson({ user, email }: Someone, approval: Pick<Approval, "by" | "email">): boolean {
  return user === approval.by || (email !== undefined && email.toLowerCase() === approval.email);
}
