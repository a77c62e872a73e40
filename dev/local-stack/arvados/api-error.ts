/** An answer of the API. A body of text is sent as it is. */
export interface ApiAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string | string[]>>;
}

/** An error of Rails: the controller passes it on with more text around it (lib/controller/rpc/conn.go). */
export class RailsError extends Error {
  readonly status: number;
  /** The path in Rails, if it isn't that of the call. */
  readonly path: string | undefined;
  constructor(status: number, message: string, path?: string) {
    super(message);
    this.status = status;
    this.path = path;
  }
}

/** An error of the controller itself: bare text, without a request ID (lib/controller/router/router.go). */
export class ControllerError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export const REASONS: Readonly<Record<number, string>> = {
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  422: "Unprocessable Entity",
};

/** services/api/app/controllers/application_controller.rb */
export const notLoggedIn = () => new RailsError(401, "Not logged in");
export const notFound = () => new RailsError(404, "Path not found");
export const forbidden = () => new RailsError(403, "Forbidden");
/** What a model says that doesn't let someone change it. */
export const permissionDenied = (words = "ArvadosModel::PermissionDeniedError") =>
  new RailsError(403, `#<ArvadosModel::PermissionDeniedError: ${words}>`);
/** A validation of a model, or a check of a call. */
export const invalid = (words: string) => new RailsError(422, words);
/** Any other exception: Rails shows its class. */
export const exception = (name: string, words: string) => new RailsError(422, `#<${name}: ${words}>`);

export const unknownAttribute = (name: string, model: string) =>
  exception("ActiveModel::UnknownAttributeError", `unknown attribute '${name}' for ${model}.`);
export const notUnique = (index: string, columns: string, values: string) =>
  exception(
    "ActiveRecord::RecordNotUnique",
    `PG::UniqueViolation: ERROR:  duplicate key value violates unique constraint "${index}"\nDETAIL:  Key (${columns})=(${values}) already exists.\n`,
  );
