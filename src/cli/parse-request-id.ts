import { InvalidArgumentError } from "commander";

/** The number of a request, as somebody typed it. Throws a sentence. */
export function parseRequestId(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`"${text}" is not the number of a request.`);
}
