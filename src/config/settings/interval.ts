import ms, { type StringValue } from "ms";
import { z } from "zod";

/** An interval as people write it, such as `30s`, `15m`, `36h`, `2d`, `1w`, or `1y`, converted to milliseconds. */
export const interval = z
  .string()
  .regex(/^\d+(s|m|h|d|w|y)$/, "must be an interval such as 30s, 15m, 36h, 2d, 1w, or 1y")
  .transform((text) => ms(text as StringValue));
