import { createPrivateKey } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { Failure } from "../../failure/failure.ts";

/** The key of a Google service account, with which acct signs in. */
export interface ServiceAccountKey {
  readonly email: string;
  /** PEM. */
  readonly privateKey: string;
  readonly keyId: string;
  /** Where Google exchanges a signed assertion for a token (RFC 7523). */
  readonly tokenUrl: string;
}

/** Where the key is. A file is read anew for each use, so that a new key needs no restart. */
export interface KeySource {
  /** The environment variable. */
  readonly name: string;
  /** Its value: the key as JSON, that JSON in base64, or the path of its file. */
  readonly value: string;
}

const GOOGLE_TOKEN_URL = "https://oauth2.googleapis.com/token";

/**
 * Reads the key of a service account as people and their tools write it into the environment: as JSON, also with broken line breaks,
 * in base64, or as a path. Throws a `Failure` that names the variable and quotes nothing of its value.
 */
export function readServiceAccountKey({ name, value }: KeySource): ServiceAccountKey {
  const text = textOf(value);
  if (text === undefined && isPath(value))
    throw new Failure(
      existsSync(unquoted(value))
        ? `${name} names a file that isn't the key of a Google service account as JSON, or that acct can't read`
        : `${name} names a file that isn't there: set it to the path of the key's file`,
      { lasts: true },
    );
  if (text === undefined)
    throw new Failure(
      `${name} must be the key of a Google service account as JSON, that JSON in base64, or the path of its file`,
      { lasts: true },
    );
  const json = parse(text);
  if (!json) throw new Failure(`${name} isn't valid JSON: download the key again`, { lasts: true });
  const { type, client_email: email, private_key: pem, private_key_id: keyId, token_uri: tokenUrl } = json;
  if (type !== undefined && type !== "service_account")
    throw new Failure(
      `${name} is another kind of Google credentials: create a JSON key for a service account`,
      { lasts: true },
    );
  for (const [field, found] of Object.entries({ client_email: email, private_key: pem }))
    if (typeof found !== "string" || found === "")
      throw new Failure(`${name} has no ${field}: download the key again`, { lasts: true });
  const privateKey = String(pem).replaceAll("\\r", "").replaceAll("\\n", "\n");
  if (!isPrivateKey(privateKey))
    throw new Failure(`${name} has a damaged private_key: download the key again`, { lasts: true });
  return {
    email: String(email),
    privateKey,
    keyId: String(keyId ?? ""),
    tokenUrl: typeof tokenUrl === "string" && URL.canParse(tokenUrl) ? tokenUrl : GOOGLE_TOKEN_URL,
  };
}

const unquoted = (value: string): string => value.trim().replace(/^(['"])(.*)\1$/s, "$2");

/** Tells whether a value that isn't a key is meant as a path. The key in base64 begins with "e". */
const isPath = (value: string): boolean =>
  /^(\.{0,2}|~)\/[^\n]{0,4095}$|^[^\s{]{1,4096}\.json$/i.test(unquoted(value));

/** The JSON in this value, or in the file that it names; undefined if there is none. */
function textOf(value: string, isFile = false): string | undefined {
  const text = unquoted(value);
  if (text.startsWith("{")) return text;
  const decoded = Buffer.from(text, "base64").toString().trim();
  if (decoded.startsWith("{")) return decoded;
  if (isFile) return undefined;
  try {
    return existsSync(text) ? textOf(readFileSync(text, "utf8"), true) : undefined;
  } catch {
    return undefined;
  }
}

/** JSON.parse quotes the text in its errors, so they are left out. */
function parse(text: string): Record<string, unknown> | undefined {
  for (const attempt of [
    text,
    withEscapedBreaks(text),
    text.replaceAll('\\"', '"').replaceAll("\\\\n", "\\n"),
  ]) {
    try {
      return JSON.parse(attempt) as Record<string, unknown>;
    } catch {}
  }
  return undefined;
}

/** Restores the line breaks within strings, which some tools expand. */
function withEscapedBreaks(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"/gs, (string) => string.replaceAll("\r", "").replaceAll("\n", "\\n"));
}

function isPrivateKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === "rsa";
  } catch {
    return false;
  }
}
