import { InvalidArgumentError } from "commander";

/** Parses a request number from the command line. Throws with a sentence for the operator. */
export function parseRequestId(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`"${text}" is not a request number.`);
}
