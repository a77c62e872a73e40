import { and, eq } from "drizzle-orm";
import { type PasswordLink, passwordLinks } from "./tables/password-links.ts";

/** Matches the row of this link, unless a new link has replaced it. */
export const isThisLink = ({ id, tokenHash }: Pick<PasswordLink, "id" | "tokenHash">) =>
  and(eq(passwordLinks.id, id), eq(passwordLinks.tokenHash, tokenHash));
