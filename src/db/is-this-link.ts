import { and, eq } from "drizzle-orm";
import { type PasswordLink, passwordLinks } from "./schema.ts";

/** The row of this link, as long as no new link has taken its place. */
export const isThisLink = ({ id, tokenHash }: Pick<PasswordLink, "id" | "tokenHash">) =>
  and(eq(passwordLinks.id, id), eq(passwordLinks.tokenHash, tokenHash));
