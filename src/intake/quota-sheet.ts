import type { QuotaChange } from "../db/tables/requests.ts";
import { QUOTA_NAMES, type QuotaName } from "../provisioners/quotas.ts";
import { readEmailAddress } from "../view/email-address.ts";
import { addressIn } from "./address-in.ts";
import type { ColumnTitles } from "./columns-by-title.ts";
import { tidy, tidyText } from "./draft.ts";
import type { Remark } from "./intake.ts";
import { isBlank } from "./is-blank.ts";
import { quoteCell } from "./quote-cell.ts";
import { identifyRow, type RowIdentity } from "./row-identity.ts";
import { type DateOrder, readMoment } from "./row-moment.ts";

/** The columns of the quota sheet that acct reads, in their usual order. */
export const QUOTA_TITLES = {
  approved: ["Approved"],
  helpdeskNotified: ["Helpdesk Notified"],
  reminderSent: ["Reminder Sent"],
  timestamp: ["Timestamp"],
  email: ["Email Address", "Email"],
  givenName: ["First name"],
  familyName: ["Last name"],
  organization: ["Organization"],
  project: ["OpenStack project name", "Project name", "Project"],
  type: ["Type of increase", "Temporary or permanent?"],
  endDate: ["End date"],
  instances: ["Instances"],
  cores: ["VCPUs", "Cores", "vCPU"],
  ram: ["RAM", "RAM (GB)"],
  floatingip: ["Floating IPs", "Floating IP"],
  network: ["Networks", "Network"],
  port: ["Ports", "Port"],
  volumes: ["Volumes"],
  snapshots: ["Snapshots"],
  gigabytes: ["Volume & Snapshot Storage", "Volume & Snapshot Storage (GB)", "Gigabytes"],
  reason: ["Comments", "Comment"],
} satisfies ColumnTitles<string>;
export type QuotaColumn = keyof typeof QUOTA_TITLES;
export type QuotaCells = Readonly<Record<QuotaColumn, string>>;

/** Cells that people may leave blank. */
export const QUOTA_OPTIONAL_FIELDS = ["organization"] as const satisfies readonly QuotaColumn[];

/** A request for other quotas, as a row of the sheet makes it. */
export interface QuotaDraft {
  readonly email: string;
  readonly organization?: string | undefined;
  /** As the person wrote it: whether there is such a project, is found out without regard to case. */
  readonly project: string;
  readonly change: QuotaChange;
  readonly reason: string;
}

export type QuotaRow =
  | {
      readonly quota: QuotaDraft;
      readonly identity: RowIdentity;
      readonly warnings: readonly Remark[];
    }
  | { readonly problems: readonly Remark[] };

const MAX_QUOTA = 1_000_000;
const MAX_REASON = 10_000;

/** Returns the request in the cells of a row, or all of their problems. `today` is a date: a temporary quota must end after it. */
export function readQuotaRow(
  cells: QuotaCells,
  { order, today }: { readonly order: DateOrder | undefined; readonly today: string },
): QuotaRow {
  const approved = tidy(cells.approved);
  if (!isBlank(approved) && approved.toLowerCase() !== "approved") {
    return { problems: [about("approved", `is marked ${quoteCell(approved)}, so this row is ignored`)] };
  }
  const address = readEmailAddress(addressIn(tidy(cells.email)));
  const project = tidy(cells.project);
  const reason = tidyText(cells.reason);
  const { requested, problems: unusable } = readNumbers(cells);
  const end = readEnd(cells, order, today);
  const problems = [
    ...(cells.email.trim() === ""
      ? [about("email", "is missing")]
      : "problem" in address
        ? [about("email", address.problem)]
        : []),
    ...(isBlank(project) ? [about("project", "is missing")] : []),
    ...(project.length > 64 ? [about("project", "has more than 64 characters")] : []),
    ...unusable,
    ...("problem" in end ? [end.problem] : []),
    ...(unusable.length === 0 && Object.keys(requested).length === 0
      ? [about("instances", "and the other quotas are all blank, so nothing would change")]
      : []),
    ...(isBlank(reason) ? [about("reason", "is missing")] : []),
    ...(reason.length > MAX_REASON ? [about("reason", `has more than ${MAX_REASON} characters`)] : []),
  ];
  if (problems.length > 0 || !("address" in address) || !("warnings" in end)) return { problems };
  const email = address.address;
  // One person can ask for an account and for quotas in the same second.
  const identity = identifyRow(
    { email, project: `quotas of ${project.toLowerCase()}` },
    cells.timestamp,
    order,
  );
  const organization = tidy(cells.organization);
  return {
    quota: {
      email,
      ...(isBlank(organization) ? {} : { organization }),
      project,
      change: { requested, ...(end.until === undefined ? {} : { until: end.until }) },
      reason,
    },
    identity,
    warnings: end.warnings,
  };
}

/** Reads the quotas. A blank cell means that the quota doesn't change. */
function readNumbers(cells: QuotaCells): {
  readonly requested: Partial<Record<QuotaName, number>>;
  readonly problems: readonly Remark[];
} {
  const requested: Partial<Record<QuotaName, number>> = {};
  const problems: Remark[] = [];
  for (const name of QUOTA_NAMES) {
    const text = tidy(cells[name]);
    if (isBlank(text)) continue;
    const number = readNumber(text);
    if (number === undefined)
      problems.push(about(name, `is ${quoteCell(text)}, but must be a whole number up to ${MAX_QUOTA}`));
    else requested[name] = number;
  }
  return { requested, problems };
}

/** Reads "40", "40.0", and "40 GB". Undefined for everything else, such as "1,000", which is one or a thousand. */
function readNumber(text: string): number | undefined {
  const [, digits] = /^(\d{1,7})(?:[.,]0{1,2})?(?: ?(?:GB|GiB))?$/i.exec(text) ?? [];
  return digits !== undefined && Number(digits) <= MAX_QUOTA ? Number(digits) : undefined;
}

type End =
  | { readonly until: string | undefined; readonly warnings: readonly Remark[] }
  | { readonly problem: Remark };

/** Reads whether the change ends, and when. */
function readEnd({ type, endDate }: QuotaCells, order: DateOrder | undefined, today: string): End {
  const kind = tidy(type);
  const isPermanent = /^perm/i.test(kind);
  const isTemporary = /^temp/i.test(kind);
  if (!isBlank(kind) && !isPermanent && !isTemporary)
    return { problem: about("type", `is ${quoteCell(kind)}, but must be Temp or Permanent`) };
  if (isBlank(endDate))
    return isTemporary
      ? { problem: about("endDate", "is missing: a temporary quota needs one") }
      : { until: undefined, warnings: [] };
  if (isPermanent)
    return {
      until: undefined,
      warnings: [about("endDate", "was left out, because the change is to be permanent")],
    };
  const days = readMoment(endDate, order).map((moment) => moment.slice(0, "2026-11-20".length));
  if (days.length > 1)
    return {
      problem: about("endDate", `could be ${days.join(" or ")}: write it as ${days[0]}, or as ${days[1]}`),
    };
  const [day] = days;
  if (day === undefined)
    return { problem: about("endDate", `is ${quoteCell(endDate)}, which is not a date`) };
  if (day <= today) return { problem: about("endDate", `is ${day}, which is not in the future`) };
  return { until: day, warnings: [] };
}

const about = (column: QuotaColumn, sentence: string): Remark => ({
  column: QUOTA_TITLES[column][0],
  sentence,
});
