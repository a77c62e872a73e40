import { Failure } from "../failure/failure.ts";

interface Reported {
  /** "protectedpage" */
  readonly code: string;
  /** What the wiki says about it, in English. */
  readonly info: string;
  readonly waitMs: number | undefined;
}

/** An error that the API of a wiki reports (API:Errors_and_warnings). */
export class WikiError extends Failure {
  override name = "WikiError";
  readonly code: string;
  /** Its own words. For OAuth they may contain a token, so they never reach a sentence. */
  readonly info: string;
  /** How long the wiki asks us to wait, if it does. */
  readonly waitMs: number | undefined;

  constructor(wiki: string, { code, info, waitMs }: Reported) {
    super(`${wiki} ${explain(code, info)}`, { lasts: LASTING.has(code) });
    this.code = code;
    this.info = info;
    this.waitMs = waitMs;
  }
}

/** The wiki works, and is too busy for robots at the moment. */
export class WikiBusyError extends Failure {
  override name = "WikiBusyError";
  readonly waitMs: number | undefined;
  constructor(message: string, waitMs: number | undefined) {
    super(message);
    this.waitMs = waitMs;
  }
}

/** What the extension OAuth reports, whose words tell apart what its one code doesn't (OAuthServer.php). */
const OAUTH = "mwoauth-";
const CLOCK = /Expired timestamp/;
const NONCE = /Nonce already used/;

/** The signature of a call was seen before: the call may have worked although its answer was lost. */
export const isNonceUsed = ({ code, info }: WikiError): boolean => code.startsWith(OAUTH) && NONCE.test(info);

/** The wiki doesn't accept our consumer or token, and won't accept it later. */
export const isRefusedToken = ({ code, info }: WikiError): boolean =>
  code.startsWith(OAUTH) && !NONCE.test(info) && !CLOCK.test(info);

/** The session is over, or has not begun. Nothing was done (API:Assert). */
export const isLoggedOut = ({ code }: WikiError): boolean =>
  /^assert(?:bot|user|nameduser)failed$/.test(code);

const CONFLICTS: readonly string[] = ["editconflict", "articleexists", "pagedeleted", "missingtitle"];
/** The page isn't as it was read. Nothing was saved. */
export const isConflict = ({ code }: WikiError): boolean => CONFLICTS.includes(code);

/** Someone has to change something on the wiki or in acct.yml. */
const ADVICE: Readonly<Record<string, string>> = {
  protectedpage:
    "protects the page: let acct's account edit it, and give its login the grant to edit protected pages, or choose another page (wiki.page)",
  cascadeprotected: "protects the page through another one that includes it: choose another page (wiki.page)",
  permissiondenied:
    "doesn't let acct's account edit this page: give the account the right, and its login the grants to edit and create pages",
  assertbotfailed:
    'doesn\'t count acct\'s account as a bot: add it to the group "bot" and give its login the grant "High-volume access", or set wiki.bot to false',
  assertuserfailed: "ended acct's session at once: check that its cookies reach it through the proxy",
  blocked: "has blocked acct's account: ask an admin of the wiki to lift the block",
  autoblocked: "has blocked the address of this machine: ask an admin of the wiki to lift the block",
  contenttoobig: "finds the page too long: move old days from it to an archive page",
};
const LASTING: ReadonlySet<string> = new Set(Object.keys(ADVICE));

/** What a sentence about one error says after the name of the wiki. */
function explain(code: string, info: string): string {
  if (code.startsWith(OAUTH)) return explainOAuth(info);
  const advice = ADVICE[code];
  if (advice !== undefined) return advice;
  // The wiki's words may be a whole page of HTML.
  return `reported ${code}: ${info.slice(0, 300)}`;
}

function explainOAuth(info: string): string {
  if (CLOCK.test(info))
    return "rejected the time of a signed request: the clock of this machine or of the wiki is off by more than five minutes";
  if (NONCE.test(info))
    return "has seen the signature of a request before: a proxy repeats requests, or the clock of this machine was set back";
  return "rejected the OAuth consumer: check MEDIAWIKI_CONSUMER_TOKEN, MEDIAWIKI_CONSUMER_SECRET, MEDIAWIKI_ACCESS_TOKEN, and MEDIAWIKI_ACCESS_SECRET, that the consumer is for this wiki, and that wiki.apiUrl is the URL by which the wiki knows itself";
}
