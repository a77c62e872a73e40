/** An error as Google's APIs answer it (google.rpc.Status). */
export class ApiError extends Error {
  readonly code: number;
  readonly status: string;
  readonly reason: string;
  readonly details: readonly unknown[] | undefined;
  constructor(
    code: number,
    status: string,
    message: string,
    { reason = "badRequest", details }: { reason?: string; details?: readonly unknown[] } = {},
  ) {
    super(message);
    this.code = code;
    this.status = status;
    this.reason = reason;
    this.details = details;
  }
  body(): unknown {
    const { code, message, status, reason, details } = this;
    const errors = [{ message, domain: "global", reason }];
    return { error: { code, message, errors, status, ...(details ? { details } : {}) } };
  }
}

export const badRequest = (message: string) => new ApiError(400, "INVALID_ARGUMENT", message);

export const notFound = () =>
  new ApiError(404, "NOT_FOUND", "Requested entity was not found.", { reason: "notFound" });

export const forbidden = () =>
  new ApiError(403, "PERMISSION_DENIED", "The caller does not have permission", { reason: "forbidden" });

export const unauthenticated = () =>
  new ApiError(
    401,
    "UNAUTHENTICATED",
    "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.",
    {
      reason: "authError",
      details: [
        {
          "@type": "type.googleapis.com/google.rpc.ErrorInfo",
          reason: "ACCESS_TOKEN_TYPE_UNSUPPORTED",
          metadata: { service: "sheets.googleapis.com" },
        },
      ],
    },
  );

export const unavailable = () =>
  new ApiError(503, "UNAVAILABLE", "The service is currently unavailable.", { reason: "backendError" });

export function quotaExceeded(kind: "Read" | "Write"): ApiError {
  return new ApiError(
    429,
    "RESOURCE_EXHAUSTED",
    `Quota exceeded for quota metric '${kind} requests' and limit '${kind} requests per minute per user' of service 'sheets.googleapis.com' for consumer 'project_number:123456789012'.`,
    {
      reason: "rateLimitExceeded",
      details: [
        {
          "@type": "type.googleapis.com/google.rpc.ErrorInfo",
          reason: "RATE_LIMIT_EXCEEDED",
          domain: "googleapis.com",
          metadata: { service: "sheets.googleapis.com", quota_limit_value: "60" },
        },
      ],
    },
  );
}

export function apiDisabled(): ApiError {
  const url =
    "https://console.developers.google.com/apis/api/sheets.googleapis.com/overview?project=123456789012";
  return new ApiError(
    403,
    "PERMISSION_DENIED",
    `Google Sheets API has not been used in project 123456789012 before or it is disabled. Enable it by visiting ${url} then retry. If you enabled this API recently, wait a few minutes for the action to propagate to our systems and retry.`,
    {
      reason: "accessNotConfigured",
      details: [{ "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: "SERVICE_DISABLED" }],
    },
  );
}

export const notASheet = () =>
  new ApiError(400, "FAILED_PRECONDITION", "This operation is not supported for this document", {
    reason: "failedPrecondition",
  });
