import { type SQL, sql } from "drizzle-orm";

/** The right side of a comparison with any of these values. They are one parameter, so there may be any number of them. */
export const isAny = (values: readonly string[]): SQL => sql`any(${sql.param([...values])}::text[])`;
