import { Failure } from "../failure/failure.ts";

/** Statuses that a later attempt gets past by itself (RFC 9110 §15.5). */
const PASSING_STATUSES: readonly number[] = [404, 408, 409, 425, 429];

/** An error response of GitLab, with its own message. */
export class GitLabError extends Failure {
  override name = "GitLabError";
  readonly status: number;
  /** GitLab's own words, without ours around them. */
  readonly words: string;
  /** How long GitLab asks to wait, if it says so. */
  readonly retryAfterMs: number | undefined;
  constructor(
    status: number,
    message: string,
    { words = "", retryAfterMs }: { words?: string | undefined; retryAfterMs?: number | undefined } = {},
  ) {
    super(message, { lasts: status >= 400 && status < 500 && !PASSING_STATUSES.includes(status) });
    this.status = status;
    this.words = words;
    this.retryAfterMs = retryAfterMs;
  }
}

/** GitLab may have done what it was asked, but its answer didn't arrive. */
export class LostAnswerError extends Failure {
  override name = "LostAnswerError";
}

/** Statuses with which a proxy says that it doesn't know what GitLab did (RFC 9110 §15.6). */
const LOST_STATUSES: readonly number[] = [502, 503, 504];

export const isStatus = (error: unknown, ...statuses: readonly number[]): error is GitLabError =>
  error instanceof GitLabError && statuses.includes(error.status);

/** Whether GitLab itself says that there is no such thing. A page of a proxy with the same status says nothing. */
export const isNotFound = (error: unknown): boolean => isStatus(error, 404) && error.words !== "";

/** Whether GitLab may have done what it was asked although the call failed. */
export const isLost = (error: unknown): boolean =>
  error instanceof LostAnswerError || isStatus(error, ...LOST_STATUSES);
