interface FailureOptions extends ErrorOptions {
  /** True: the same attempt will fail again until someone changes something. By default as with a failure in `cause`. */
  readonly lasts?: boolean | undefined;
}

/**
 * A failure described in our own sentence for admins, which may quote another system's message. Ports and stages throw it.
 * For any other error, only a reference reaches a card, an email or the database. One that lasts says what to do, because
 * no one waits for it to pass.
 */
export class Failure extends Error {
  override name = "Failure";
  /** Whether waiting doesn't help: a stage that throws it isn't retried, and the admins are told at once. */
  readonly lasts: boolean;

  constructor(message: string, { lasts, ...options }: FailureOptions = {}) {
    super(message, options);
    this.lasts = lasts ?? (options.cause instanceof Failure && options.cause.lasts);
  }
}
