import { index, integer, pgTable, text } from "drizzle-orm/pg-core";
import { requests } from "./requests.ts";

/** Further origins by which a request is recognized, beside its own: other exports of the same row, and answers that it has taken over. */
export const requestOrigins = pgTable(
  "request_origins",
  {
    origin: text().primaryKey(),
    requestId: integer()
      .notNull()
      .references(() => requests.id),
  },
  (t) => [index("request_origins_request").on(t.requestId)],
);
