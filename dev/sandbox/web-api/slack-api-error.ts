/** An error response of Slack: `ok: false`, this error, and further fields. */
export class SlackApiError extends Error {
  override name = "SlackApiError";
  readonly answer: Readonly<Record<string, unknown>>;
  constructor(error: string, more: Readonly<Record<string, unknown>> = {}) {
    super(error);
    this.answer = { ok: false, error, ...more };
  }
}
