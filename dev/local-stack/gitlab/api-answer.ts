/** An answer of the API. A body of text is sent as it is. */
export interface ApiAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error as lib/api/helpers.rb renders it (`render_api_error!`): `{message: "404 User Not Found"}`. */
export class ApiError extends Error {
  readonly answer: ApiAnswer;
  constructor(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) {
    super(JSON.stringify(body));
    this.answer = { status, body, headers };
  }
}

const error = (status: number, message: unknown) => new ApiError(status, { message });

/** `forbidden!` in lib/api/helpers.rb. */
export const forbidden = (reason?: string) =>
  error(403, reason === undefined ? "403 Forbidden" : `403 Forbidden - ${reason}`);
/** `not_found!` in lib/api/helpers.rb. */
export const notFound = (what: string) => error(404, `404 ${what} Not Found`);
/** `render_api_error!` in lib/api/helpers.rb, with the words of a service. */
export const refused = (status: number, words: string) => error(status, words);
/** `render_validation_error!` in lib/api/helpers.rb. */
export const invalid = (errors: Readonly<Record<string, readonly string[]>>) => error(400, errors);
/** What Grape answers if a parameter is missing or wrong. */
export const badParameter = (words: string) => new ApiError(400, { error: words });
/** lib/api/helpers/pagination_strategies.rb */
export const notAllowed = (words: string) => new ApiError(405, { error: words });
/** `unauthorized!` in lib/api/helpers.rb, for an unknown token. */
export const unauthorized = () => error(401, "401 Unauthorized");
/** `ExpiredError` in lib/api/api_guard.rb. */
export const expired = () =>
  new ApiError(
    401,
    {
      error: "invalid_token",
      error_description: "Token is expired. You can either do re-authorization or token refresh.",
    },
    { "www-authenticate": 'Bearer realm="Protected by OAuth 2.0"' },
  );
/** `InsufficientScopeError` in lib/api/api_guard.rb. */
export const insufficientScope = (scope: string) =>
  new ApiError(403, {
    error: "insufficient_scope",
    error_description: "The request requires higher privileges than provided by the access token.",
    scope,
  });
