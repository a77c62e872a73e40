import { pgSequence } from "drizzle-orm/pg-core";

export const leaseTokens = pgSequence("lease_tokens");
