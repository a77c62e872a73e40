/** What Slack answers instead of doing it: `ok: false`, this error, and what else stands in the answer. */
export class SlackFault extends Error {
  override name = "SlackFault";
  readonly answer: Readonly<Record<string, unknown>>;
  constructor(error: string, more: Readonly<Record<string, unknown>> = {}) {
    super(error);
    this.answer = { ok: false, error, ...more };
  }
}
