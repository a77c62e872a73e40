import { ResultCodeError } from "ldapts";

/** Result codes of RFC 4511 §4.1.9 by which a server says that something is so already. */
export const RESULT = {
  noSuchAttribute: 16,
  constraintViolation: 19,
  typeOrValueExists: 20,
  noSuchObject: 32,
  invalidCredentials: 49,
  objectClassViolation: 65,
  alreadyExists: 68,
} as const;

/** The server's own words: ldapts adds the code in hexadecimal. */
export function textOf(error: ResultCodeError): string {
  return error.message.replace(/ Code: 0x[0-9a-f]+$/, "");
}

export function hasResult(error: unknown, ...codes: readonly number[]): boolean {
  return error instanceof ResultCodeError && codes.includes(error.code);
}

/** Does `work`, and takes these result codes for "it is so already". */
export async function unlessAlready(codes: readonly number[], work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!hasResult(error, ...codes)) throw error;
  });
}
