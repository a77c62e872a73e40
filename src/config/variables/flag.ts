import { z } from "zod";

/** A variable that turns a setting on or off. */
export const flag = z.enum(["0", "1"], "must be 1 or 0").transform((text) => text === "1");
