/** What an admin decides about an account in conflict: it is left out, it is someone else's, or it is this account's. */
export type Decision = "skip" | "different" | { readonly same: string };
