import { createHash } from "node:crypto";
import type { Draft } from "./draft.ts";
import { coarserMoments, type DateOrder, readMoment } from "./row-moment.ts";

/** By what a row of a sheet is recognized: the person's address, the project, and when the form was filled in. */
export interface RowIdentity {
  /** The key of a request that is created from it. */
  readonly origin: string;
  /** All keys under which the row is remembered, with `origin`. */
  readonly keys: readonly string[];
  /** The keys that earlier exports of the same row have left. */
  readonly knownBy: readonly string[];
  /** When the form was filled in, in ISO 8601 local time; two readings if the order of day and month is unknown, or none. */
  readonly moments: readonly string[];
}

/**
 * Returns the identity of a row, which stays the same if another program saves the sheet with other date formats, other columns, or
 * shortened cells. A program may drop the seconds or the time of day, so a row is also remembered by its minute and its day,
 * and found by what an earlier export was missing.
 */
export function identifyRow(
  { email, project }: Pick<Draft, "email" | "project">,
  timestamp: string,
  order: DateOrder | undefined,
): RowIdentity {
  const key = (exactness: "whole" | "part", moment: string) =>
    `row:${createHash("sha256")
      .update(JSON.stringify([exactness, email, project, moment]))
      .digest("hex")}`;
  const moments = readMoment(timestamp, order);
  const read = moments.length > 0 ? moments : [timestamp.replace(/\s+/g, " ").trim().toLowerCase()];
  const whole = read.map((moment) => key("whole", moment));
  const coarser = moments.flatMap(coarserMoments);
  return {
    origin: whole[0] ?? "",
    keys: [...whole, ...coarser.map((moment) => key("part", moment))],
    knownBy: [
      ...whole,
      ...coarser.map((moment) => key("whole", moment)),
      ...moments.map((moment) => key("part", moment)),
    ],
    moments,
  };
}
