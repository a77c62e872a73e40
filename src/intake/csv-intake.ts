import { basename } from "node:path";
import { readCsv } from "./csv.ts";
import type { Intake } from "./intake.ts";
import type { DateOrder } from "./row-moment.ts";

/** A CSV file. acct only reads it, and shows the outcome of each row in the terminal. */
export const csvIntake = (path: string, dateOrder?: DateOrder): Intake => ({
  name: "CSV import",
  async poll() {
    const file = basename(path);
    return (await readCsv(path, { dateOrder })).map(({ row, ...item }) => ({
      ...item,
      source: { file, row },
    }));
  },
  acknowledge: async () => undefined,
});
