import { explainTlsError } from "../../failure/explain-tls-error.ts";
import type { Failure } from "../../failure/failure.ts";
import { neverConnected } from "../../outbound/never-connected.ts";
import { SheetAccessError, SheetBusyError, SheetRejectedError, SheetUncertainError } from "./spreadsheet.ts";

/** What the client's library throws, as far as acct looks at it. */
interface GoogleError extends Error {
  readonly status?: number;
  readonly code?: string | number;
  readonly response?: { readonly status: number; readonly data?: unknown; readonly headers?: Headers };
}

/** What a call was about. */
export interface Called {
  readonly isWrite: boolean;
  readonly id: string;
  /** The address of the service account. */
  readonly email: string;
  readonly apiUrl: string;
  readonly deadlineMs: number;
}

export const statusOf = (error: unknown): number | undefined => (error as GoogleError).response?.status;

/** The clock of the server that answered. */
export const dateOf = (error: unknown): string | null =>
  (error as GoogleError).response?.headers?.get("date") ?? null;

/** The error as Google describes it: `{ error: { message, status, errors: [{ reason }] } }`. */
export function detailsOf(
  error: unknown,
): { readonly message: string; readonly reasons: string } | undefined {
  const data = (error as GoogleError).response?.data as
    | {
        readonly error?: { readonly message?: string; readonly errors?: unknown; readonly details?: unknown };
      }
    | undefined;
  if (typeof data?.error?.message !== "string") return undefined;
  const { message, errors, details } = data.error;
  return { message, reasons: JSON.stringify([errors, details]) };
}

/** Says what an error of a call means, and what to do. 401 is explained by `explainRejectedKey` instead. */
export function explainGoogleError(error: unknown, called: Called): Failure {
  const status = statusOf(error);
  return status === undefined
    ? explainLostCall(error as GoogleError, called)
    : explainStatus(error, status, called);
}

function explainLostCall(error: GoogleError, { isWrite, apiUrl, deadlineMs }: Called): Failure {
  const { code, why } = rootOf(error);
  const { host } = new URL(apiUrl);
  if (error.code === "TimeoutError") {
    const sentence = `Google Sheets didn't answer within ${deadlineMs / 1000} s`;
    return isWrite ? uncertain(sentence, error) : new SheetBusyError(sentence, { cause: error });
  }
  const tls = explainTlsError(code, "NODE_EXTRA_CA_CERTS");
  const isCut = code === "UND_ERR_SOCKET" || code === "ECONNRESET";
  const reason = isCut ? "closed the connection" : `can't be reached: ${code ?? why}`;
  const sentence = tls ? `${host}: ${tls}` : `Google Sheets (${host}) ${reason}`;
  const wasSent = tls === undefined && !neverConnected(code) && !/proxy refused/.test(why);
  return isWrite && wasSent ? uncertain(sentence, error) : new SheetBusyError(sentence, { cause: error });
}

/** `fetch` hides the reason in `cause`. */
function rootOf(error: Error): { readonly code: string | undefined; readonly why: string } {
  const { cause, message } = error as Error & { code?: unknown };
  if (cause instanceof Error) {
    const root = rootOf(cause);
    const { code } = cause as Error & { code?: unknown };
    return { ...root, code: root.code ?? (typeof code === "string" ? code : undefined) };
  }
  return { code: undefined, why: message };
}

const uncertain = (sentence: string, cause: unknown) =>
  new SheetUncertainError(`${sentence}, and the change may have been made`, { cause });

function explainStatus(error: unknown, status: number, called: Called): Failure {
  const { isWrite, id, email } = called;
  const details = detailsOf(error);
  const text = details?.message ?? `status ${status}`;
  const said = text.endsWith(".") ? text.slice(0, -1) : text;
  const cause = { cause: error };
  if (status === 429 || (status === 403 && /rateLimitExceeded|quotaExceeded/i.test(details?.reasons ?? "")))
    return new SheetBusyError("Google Sheets accepts no more calls for now (60 per minute)", cause);
  if (status >= 500 || status === 408) {
    const sentence = `Google Sheets has an error: ${said}`;
    return isWrite ? uncertain(sentence, error) : new SheetBusyError(sentence, cause);
  }
  if (!details) {
    const sentence = `Something other than Google answered (status ${status}): check the proxy and SHEETS_API_URL`;
    return status < 300 && isWrite
      ? uncertain(sentence, error)
      : new SheetAccessError(sentence, false, cause);
  }
  const final = (sentence: string) => new SheetAccessError(sentence, true, cause);
  if (/accessNotConfigured|SERVICE_DISABLED/.test(details.reasons))
    return final(
      "The Google Sheets API isn't enabled for the project of the service account: enable it in Google Cloud under APIs & Services",
    );
  if (/protected cell or object/i.test(said))
    return final(`A protected range keeps ${email} from writing: add it to those who can edit the range`);
  if (status === 403)
    return final(
      isWrite
        ? `${email} can't change the spreadsheet: share it with this address as Editor`
        : `The spreadsheet isn't shared with ${email}: open it, choose Share, and add this address as Editor`,
    );
  if (status === 404) return final(`Google knows no spreadsheet with the ID ${id}: check it in acct.yml`);
  if (/not supported for this document/i.test(said))
    return final(
      "This is an Excel file, which only looks like a spreadsheet of Google: open it, choose File > Save as Google Sheets, and share the new one",
    );
  return new SheetRejectedError(
    `Google Sheets rejected ${isWrite ? "the change" : "the call"}: ${said}`,
    cause,
  );
}
