import type { ReportedRecipient } from "./inbound.ts";
import { shortenReason, statusIn } from "./shorten-reason.ts";

/** What servers without machine-readable reports write, such as qmail, old Exim and Sendmail, and appliances. */
const DELAYED =
  /\b(delayed|still being retried|has not yet been delivered|not yet been able to deliver|will (continue to )?(be )?(re)?try|will be retried|warning only|temporarily deferred)\b/i;
const FAILED =
  /\b(undeliver\w*|could not be delivered|couldn['’]t be delivered|wasn['’]t (able to )?deliver\w*|delivery (status notification \(failure\)|has failed|failed|failure)|returned (mail|to sender)|failure notice|permanent (fatal )?error|unzustellbar|konnte nicht zugestellt werden|non (remis|distribué)|no se (pudo|ha podido) entregar)/i;
const CODE = /\b5\d\d[- ](?:5\.\d{1,3}\.\d{1,3}\b|[#<A-Z])/;
const SAYS_WHY =
  /\b[45]\d\d[- ]|\b[45]\.\d{1,3}\.\d{1,3}\b|unknown|no such|does ?n[o'’]t exist|not found|full|quota|rejected|denied/i;

/**
 * Judges a report that is only text. `failed` are the addresses in X-Failed-Recipients; otherwise the report is about whoever we
 * wrote to. Returns undefined if the text doesn't clearly say that an email wasn't delivered.
 */
export function readPlainReport(
  { subject, text }: { readonly subject: string; readonly text: string },
  failed: readonly string[],
): ReportedRecipient[] | undefined {
  // Only what precedes the returned mail: an email of ours must not be able to say that it failed.
  const [words = ""] = text.split(
    /^.*\b(original message|copy of (the|your) message|below this line)\b.*$/im,
    1,
  );
  const isDelayed = DELAYED.test(subject) || DELAYED.test(words);
  const isFailed = failed.length > 0 || FAILED.test(subject) || FAILED.test(words) || CODE.test(words);
  if (!isDelayed && !isFailed) return undefined;
  const reason = findReason(words) ?? subject;
  const about = {
    action: isDelayed ? "delayed" : "failed",
    status: statusIn(reason),
    reason: shortenReason(reason),
  } as const;
  return failed.length > 0
    ? failed.map((address) => ({ ...about, address }))
    : [{ ...about, address: undefined }];
}

/** The paragraph that says why, or else the first one that names an address. */
function findReason(words: string): string | undefined {
  const paragraphs = words.split(/\n\s*\n/).map((each) => each.trim());
  return paragraphs.find((each) => SAYS_WHY.test(each)) ?? paragraphs.find((each) => each.includes("@"));
}
