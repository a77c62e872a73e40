import { ResultCodeError } from "ldapts";

/** Result codes of RFC 4511 §4.1.9 that acct handles. */
export const RESULT = {
  referral: 10,
  sizeLimitExceeded: 4,
  noSuchAttribute: 16,
  constraintViolation: 19,
  typeOrValueExists: 20,
  noSuchObject: 32,
  invalidCredentials: 49,
  insufficientAccessRights: 50,
  objectClassViolation: 65,
  alreadyExists: 68,
} as const;

/** The server's own message, without the hexadecimal code that ldapts adds. */
export function errorText(error: ResultCodeError): string {
  return error.message.replace(/ Code: 0x[0-9a-f]+$/, "");
}

export function hasResult(error: unknown, ...codes: readonly number[]): boolean {
  return error instanceof ResultCodeError && codes.includes(error.code);
}

/** Operations error, time limit, administrative limit, busy, unavailable, internal error: the server can't right now. */
const PASSING_CODES: readonly number[] = [1, 3, 11, 51, 52, 80];
/** A server that only takes no writes for now says so with 53, as does one whose policy never allows it. */
const UNWILLING = 53;
const READ_ONLY = /read-?only|restricted|shadow|shutting down/i;

/** Whether the server gave a definite response that a retry won't change: neither a timeout nor "not now". */
export function isAnswer(error: unknown): boolean {
  if (!(error instanceof ResultCodeError)) return false;
  return error.code === UNWILLING ? !READ_ONLY.test(error.message) : !PASSING_CODES.includes(error.code);
}

/** Waits for `work` and treats these result codes as "already done". */
export async function unlessAlready(codes: readonly number[], work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!hasResult(error, ...codes)) throw error;
  });
}
