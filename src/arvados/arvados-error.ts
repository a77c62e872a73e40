import { Failure } from "../failure/failure.ts";
import type { ArvadosWords } from "./read-error.ts";

/** An error response of Arvados. */
export class ArvadosError extends Failure {
  override name = "ArvadosError";
  readonly status: number;
  readonly words: ArvadosWords;
  constructor(status: number, message: string, words: ArvadosWords) {
    super(message, { lasts: doesLast(status, words) });
    this.status = status;
    this.words = words;
  }
}

/** Arvados may have done what it was asked, but its answer didn't arrive. */
export class LostAnswerError extends Failure {
  override name = "LostAnswerError";
}

/** Statuses that a later attempt gets past by itself (RFC 9110 §15.5). */
const PASSING_STATUSES: readonly number[] = [404, 408, 409, 425, 429];
const UNPROCESSABLE = 422;
const SERVER_ERROR = 500;

/** What a server error says if the controller could not read the request: Go's decoders. */
const MALFORMED = /unmarshal|transcode|strconv/i;

/** Every exception of the API server has the status 422, also when its mail server is away or two requests met. */
const PASSING_EXCEPTIONS =
  /^(?:Errno::|Net::|SocketError|Timeout::|OpenSSL::|ActiveRecord::(?:RecordNotUnique|Deadlocked|ConnectionNotEstablished|StatementInvalid|LockWaitTimeout))/;

/** Whether the controller could not read what acct sent, which is a mistake in acct. */
export const isOurMistake = (status: number, { message }: ArvadosWords): boolean =>
  status >= SERVER_ERROR && MALFORMED.test(message);

function doesLast(status: number, words: ArvadosWords): boolean {
  if (isOurMistake(status, words)) return true;
  if (status >= SERVER_ERROR || PASSING_STATUSES.includes(status)) return false;
  return status !== UNPROCESSABLE || !PASSING_EXCEPTIONS.test(words.exception ?? "");
}

export const isStatus = (error: unknown, ...statuses: readonly number[]): error is ArvadosError =>
  error instanceof ArvadosError && statuses.includes(error.status);

/** Whether Arvados itself says that there is no such thing, or none that acct may see. */
export const isNotFound = (error: unknown): boolean => isStatus(error, 404) && error.words.message !== "";

/** Whether something has this UUID or name already, maybe because two requests met. */
export const isTaken = (error: unknown): boolean =>
  isStatus(error, UNPROCESSABLE) &&
  (error.words.exception === "ActiveRecord::RecordNotUnique" ||
    /already (?:exists|been taken)/i.test(error.words.message));

/** Whether Arvados may have done what it was asked although the call failed. A failed setup has often done a part of it. */
export const isUncertain = (error: unknown): boolean =>
  error instanceof LostAnswerError ||
  (error instanceof ArvadosError &&
    (error.status === UNPROCESSABLE ||
      (error.status >= SERVER_ERROR && !isOurMistake(error.status, error.words))));
