import type { Actor } from "./chat.ts";

/**
 * Returns an actor for an ID that the chat doesn't know, or no longer knows. Like someone who has left, this actor may do nothing.
 * `user` is the ID with the chat's name, and `id` is the chat's own.
 */
export const unknownActor = (user: string, id: string): Actor => ({
  user,
  name: id,
  email: undefined,
  givenName: "",
  familyName: "",
  membership: "deactivated",
  isAdmin: false,
});
