import { LoginRejectedError } from "../../credentials/login-guard.ts";
import { explainTlsError } from "../../failure/explain-tls-error.ts";
import { Failure } from "../../failure/failure.ts";
import { tidy } from "../../view/tidy.ts";

interface ImapServer {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Whether acct logs in with an access token. */
  readonly withToken: boolean;
}

/** What imapflow and Node throw. */
interface ImapError extends Error {
  readonly code?: string;
  readonly authenticationFailed?: boolean;
  readonly serverResponseCode?: string;
  readonly responseText?: string;
  readonly response?: unknown;
}

/** Response codes to a login that say that the server can't check it now (RFC 5530 §3, and what servers add). */
const LATER: ReadonlySet<string> = new Set(["UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG", "THROTTLED"]);

/** Turns an error of an IMAP connection into a sentence that says what to do. */
export function explainImapError(error: unknown, server: ImapServer): Failure {
  if (error instanceof Failure) return error;
  const { host, port, user } = server;
  const { message, code, authenticationFailed, serverResponseCode = "", ...rest } = error as ImapError;
  const said = tidy(rest.responseText ?? (typeof rest.response === "string" ? rest.response : ""));
  const isRejected = authenticationFailed === true && !LATER.has(serverResponseCode.toUpperCase());
  if (isRejected) {
    const quoted = said === "" ? "" : ` It says: "${said.slice(0, 200)}".`;
    return new LoginRejectedError(
      `The mail server ${host}:${port} rejects acct's login as ${user}.${quoted} ${adviseOnLogin(server)}`,
      { cause: error },
    );
  }
  const why = explainTlsError(code, "mail.bounces.imap.caFile") ?? (said || message);
  return new Failure(`The mailbox for bounces on ${host}:${port} can't be read: ${why}`, { cause: error });
}

const MICROSOFT = /(^|\.)(office365|outlook|hotmail|office365-net|partner\.outlook)\.(com|us|cn|de)$/i;
const GOOGLE = /(^|\.)(gmail|googlemail|google)\.com$/i;

function adviseOnLogin({ host, withToken }: ImapServer): string {
  if (withToken)
    return "Check that mail.bounces.imap.user is the address of the mailbox itself, also for a shared mailbox, and that the app in mail.bounces.imap.oauth may open it.";
  if (MICROSOFT.test(host))
    return "Exchange Online takes no passwords for IMAP. Set mail.bounces.imap.oauth, or forward the mailbox to the webhook (docs/bounces.md).";
  if (GOOGLE.test(host))
    return "Gmail takes only an app password as BOUNCES_PASSWORD, or OAuth: set mail.bounces.imap.oauth (docs/bounces.md).";
  return "Check mail.bounces.imap.user and BOUNCES_PASSWORD.";
}

/** The folder isn't there, or acct may not open it. */
export function explainMissingFolder(
  mailbox: string,
  { host, port, user }: ImapServer,
  { folders, cause }: { readonly folders: readonly string[]; readonly cause?: unknown },
): Failure {
  const others =
    folders.length === 0
      ? ""
      : ` It has ${folders.slice(0, 10).join(", ")}${folders.length > 10 ? ", and others" : ""}.`;
  return new Failure(
    `${user} on ${host}:${port} has no folder "${mailbox}" that acct may read.${others} Create it, or change mail.bounces.imap.mailbox.`,
    { lasts: true, cause },
  );
}
