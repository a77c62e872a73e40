/** English-speaking regions that have short names for different time zones; each knows its own and few others. */
const REGIONS = ["en-US", "en-GB", "en-CA", "en-AU", "en-NZ", "en-ZA", "en-IN"] as const;

/**
 * The short name that readers of this language use for a time zone at a moment: "CET" (in German "MEZ"), "EST", "AEDT", or "GMT+4" where
 * no region has a name. Its hyphen is a non-breaking one.
 */
export function zoneName(at: Date, timeZone: string, language = "en"): string {
  const names = [language, ...REGIONS].map((region) => nameIn(region, at, timeZone));
  const name = names.find((each) => !/^(GMT|UTC)/.test(each)) ?? nameIn("en-GB", at, timeZone);
  return name.replace("-", "\u2011");
}

function nameIn(region: string, at: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat(region, { timeZone, timeZoneName: "short" }).formatToParts(at);
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? timeZone;
}
