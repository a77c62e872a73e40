import { defineConfig } from "drizzle-kit";

export default defineConfig({
  dialect: "postgresql",
  schema: "./src/db/tables/*.ts",
  out: "./migrations",
  // Must also stand in src/db/client.ts: drizzle-kit and drizzle-orm each apply it on their own.
  casing: "snake_case",
});
