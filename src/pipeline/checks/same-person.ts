import type { Approval } from "../../db/tables/requests.ts";

/** A person as a chat or a link identifies them. */
export interface Someone {
  readonly user: string;
  /** Their users in other chats. */
  readonly alsoUsers?: readonly string[];
  readonly email?: string | undefined;
}

/** Two identities are the same person if they share a chat user or a confirmed address. */
export function isSamePerson(someone: Someone, approval: Pick<Approval, "by" | "email">): boolean {
  const { email } = someone;
  return isUserOf(someone, approval.by) || (email !== undefined && email.toLowerCase() === approval.email);
}

/** Their users in all chats, the one they act as first. */
export const usersOf = ({ user, alsoUsers = [] }: Pick<Someone, "user" | "alsoUsers">): string[] => [
  user,
  ...alsoUsers,
];

/** Whether a person is this chat user, in whichever chat they act now. */
export const isUserOf = ({ user, alsoUsers = [] }: Someone, other: string | null): boolean =>
  other !== null && (user === other || alsoUsers.includes(other));
