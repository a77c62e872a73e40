import { defineConfig } from "drizzle-kit";

export default defineConfig({
  dialect: "postgresql",
  schema: "./src/db/tables/*.ts",
  out: "./migrations",
  // This must be the same as in src/db/client.ts, because drizzle-kit and drizzle-orm apply it independently.
  casing: "snake_case",
});
