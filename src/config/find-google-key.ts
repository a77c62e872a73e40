import { type KeySource, readServiceAccountKey } from "../intake/sheets/service-account-key.ts";

const GOOGLE_KEYS = [
  "GOOGLE_SERVICE_ACCOUNT_JSON_FILE",
  "GOOGLE_SERVICE_ACCOUNT_JSON",
  "GOOGLE_APPLICATION_CREDENTIALS",
] as const;

/** The key for Google Sheets. Where it is given as a file, the path is kept, so that a new key needs no restart. */
export function findGoogleKey(env: Record<string, string>, problems: string[]): KeySource | undefined {
  // A rehearsal must not have the keys of the real installation.
  if (env.ACCT_REHEARSAL === "1") return undefined;
  const name = GOOGLE_KEYS.find((one) => env[one] !== undefined);
  if (name === undefined) {
    problems.push(
      "GOOGLE_SERVICE_ACCOUNT_JSON is missing: it is required because sheets is configured. It may be the path of the key's file",
    );
    return undefined;
  }
  const source = { name, value: env[name] ?? "" };
  try {
    readServiceAccountKey(source);
  } catch (error) {
    problems.push((error as Error).message);
  }
  return source;
}
