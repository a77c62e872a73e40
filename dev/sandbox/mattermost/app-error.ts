/** An error as the server reports it. Programs recognize it by `id`, because `message` is translated. */
export class AppError extends Error {
  override name = "AppError";
  readonly id: string;
  readonly status: number;
  readonly params: Readonly<Record<string, unknown>>;

  constructor(id: string, status: number, params: Readonly<Record<string, unknown>> = {}) {
    super(id);
    this.id = id;
    this.status = status;
    this.params = params;
  }
}

export const noPermission = () => new AppError("api.context.permissions.app_error", 403);
export const invalidBody = (name: string) =>
  new AppError("api.context.invalid_body_param.app_error", 400, { Name: name });
export const invalidUrl = (name: string) =>
  new AppError("api.context.invalid_url_param.app_error", 400, { Name: name });
