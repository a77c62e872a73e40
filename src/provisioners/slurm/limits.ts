/** Limits of an association as sacctmgr(1) names and shows them: { fairshare: "10", maxwall: "01:00:00" }. "" is no limit. */
export type Limits = Readonly<Record<string, string>>;

/** Whether two values of an option mean the same. sacctmgr shows times, lists and missing limits in its own way. */
export function isSameLimit(option: string, one: string, other: string): boolean {
  return canonical(option, one) === canonical(option, other);
}

function canonical(option: string, value: string): string {
  const plain = value.trim().toLowerCase();
  if (plain === "-1" || plain === "") return "";
  if (/wall/i.test(option)) return String(toMinutes(plain) ?? plain);
  if (/^grptres|^maxtres/i.test(option)) return plain.split(",").map(inMegabytes).toSorted().join();
  if (plain.includes(",")) return plain.split(",").toSorted().join();
  return /^\d+$/.test(plain) ? String(Number(plain)) : plain;
}

/** Reads sacctmgr's times: minutes, minutes:seconds, hours:minutes:seconds, days-hours and so on. */
function toMinutes(time: string): number | undefined {
  const [, days = "0", rest = ""] = /^(?:(\d+)-)?([\d:]+)$/.exec(time) ?? [];
  const parts = rest.split(":").map(Number);
  if (rest === "" || parts.some((part) => Number.isNaN(part))) return undefined;
  const [first = 0, second = 0] = parts;
  const hasHours = parts.length === 3 || time.includes("-");
  return Number(days) * 1440 + (hasHours ? first * 60 + second : first);
}

const MEGABYTES: Readonly<Record<string, number>> = {
  k: 1 / 1024,
  m: 1,
  g: 1024,
  t: 1024 ** 2,
  p: 1024 ** 3,
};

/** sacctmgr shows memory in the largest unit that fits. */
function inMegabytes(tres: string): string {
  const [, number = "", unit = "m"] = /^mem=(\d{1,15})([kmgtp]?)$/.exec(tres) ?? [];
  return number === "" ? tres : `mem=${Number(number) * (MEGABYTES[unit || "m"] ?? 1)}`;
}
