import ms, { type StringValue } from "ms";
import { z } from "zod";

/** An interval as people write it, such as `30s`, `15m`, `36h`, `2d` or `1w`, converted to milliseconds. */
export const interval = z
  .string()
  .regex(/^\d+(s|m|h|d|w)$/, "must be an interval such as 30s, 15m, 36h, 2d, or 1w")
  .transform((text) => ms(text as StringValue));
