/** One name of a DN: attribute types in lower case with their values as they are meant, without any escapes. */
type Rdn = readonly (readonly [type: string, value: string])[];

/** Types that a DN may also name by their OID (RFC 4514 §3). */
const NAMES_OF_OIDS: Readonly<Record<string, string>> = {
  "2.5.4.3": "cn",
  "2.5.4.6": "c",
  "2.5.4.7": "l",
  "2.5.4.8": "st",
  "2.5.4.10": "o",
  "2.5.4.11": "ou",
  "0.9.2342.19200300.100.1.1": "uid",
  "0.9.2342.19200300.100.1.25": "dc",
};

/**
 * Parses a DN (RFC 4514, and the quotes and semicolons of RFC 2253). Undefined if it isn't one. The empty DN has no names.
 */
export function parseDn(dn: string): readonly Rdn[] | undefined {
  if (dn.trim() === "") return [];
  const rdns: Rdn[] = [];
  for (const rdn of splitOutsideEscapes(dn, /[,;]/)) {
    const pairs: (readonly [string, string])[] = [];
    for (const pair of splitOutsideEscapes(rdn, /\+/)) {
      const [, type = "", raw = ""] = /^\s*([A-Za-z][\w-]*|\d+(?:\.\d+)*)\s*=([\s\S]*)$/.exec(pair) ?? [];
      const value = type ? readValue(raw) : undefined;
      if (value === undefined) return undefined;
      const name = type.toLowerCase();
      pairs.push([NAMES_OF_OIDS[name] ?? name, value]);
    }
    rdns.push(pairs);
  }
  return rdns;
}

/**
 * Returns a text that is the same for all spellings of a DN: neither case, nor spaces around separators, nor the way in which a
 * character is escaped makes a difference (RFC 4517 §4.2.15). What can't be parsed is only the same as itself.
 */
export function dnKey(dn: string): string {
  if (PLAIN.test(dn)) return plainKey(dn);
  const rdns = parseDn(dn);
  if (!rdns) return `?${dn}`;
  return JSON.stringify(
    rdns.map((rdn) => rdn.map(([type, value]) => `${type}=${prepare(value)}`).toSorted()).toReversed(),
  ).slice(1, -1);
}

/** Almost all DNs have no escapes. Their keys are the same with less work, of which a directory with many members needs a lot. */
const PLAIN = /^(?:[A-Za-z][A-Za-z0-9-]*=[A-Za-z0-9._@-]+(?: [A-Za-z0-9._@-]+)*(?:,(?! *$) *|$))+$/;

function plainKey(dn: string): string {
  const rdns = dn.toLowerCase().split(",");
  let key = "";
  for (const rdn of rdns) key = `["${rdn.trimStart()}"]${key === "" ? "" : `,${key}`}`;
  return key;
}

/** Whether two DNs name the same entry. */
export function isSameDn(one: string, other: string): boolean {
  return dnKey(one) === dnKey(other);
}

/** Whether an entry is the top of this branch or anywhere below it. */
export function isInBranch(dn: string, branchDn: string): boolean {
  return isKeyBelow(dnKey(dn), dnKey(branchDn));
}

/** Like `isInBranch`, for DNs that are given as keys. */
export function isKeyBelow(key: string, base: string): boolean {
  return base === "" || key === base || key.startsWith(`${base},`);
}

/** Returns the key of the entry above this one; empty at the top. */
export function parentKey(key: string): string {
  // In a value, the bracket would follow an escaped quotation mark.
  return key.slice(0, Math.max(0, key.lastIndexOf(',["')));
}

/** Prepares a value for comparison, in the way of RFC 4518 as far as names need it. */
function prepare(value: string): string {
  return value.normalize("NFKC").toLowerCase().normalize("NFKC").replace(/\s+/gu, " ").trim();
}

/** Splits at a separator that is neither escaped nor in quotes. */
function splitOutsideEscapes(text: string, separator: RegExp): string[] {
  const parts: string[] = [];
  let part = "";
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] ?? "";
    if (letter === "\\") {
      part += letter + (text[++at] ?? "");
      continue;
    }
    if (letter === '"') isQuoted = !isQuoted;
    if (!isQuoted && separator.test(letter)) {
      parts.push(part);
      part = "";
    } else part += letter;
  }
  return [...parts, part];
}

/** Reads a value without its escapes. Undefined if an escape is not one. */
function readValue(raw: string): string | undefined {
  const text = raw.replace(/^ +/, "");
  if (text.startsWith("#")) return readHexadecimal(trimSpaces(text.slice(1)));
  if (text.startsWith('"')) return readQuoted(trimSpaces(text));
  const bytes: Buffer[] = [];
  let plain = "";
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== "\\") {
      plain += text[at];
      continue;
    }
    const next = text.slice(at + 1, at + 3);
    const isHex = /^[0-9a-f]{2}$/i.test(next);
    const [letter = ""] = next;
    if (letter === "") return undefined;
    bytes.push(Buffer.from(plain), isHex ? Buffer.from(next, "hex") : Buffer.from(letter));
    plain = "";
    at += isHex ? 2 : letter.length;
  }
  // A space at the end belongs to the value only if it is escaped.
  bytes.push(Buffer.from(trimSpaces(plain)));
  return Buffer.concat(bytes).toString("utf8");
}

/** Only spaces surround a value (RFC 4514 §2.4): any other white space, such as a line separator, is a part of it. */
function trimSpaces(text: string): string {
  let end = text.length;
  while (text[end - 1] === " ") end--;
  return text.slice(0, end);
}

/** Reads a value in quotes, in which only quotes and backslashes are escaped (RFC 2253 §4). */
function readQuoted(text: string): string | undefined {
  if (text.length < 2 || !text.endsWith('"')) return undefined;
  return text.slice(1, -1).replace(/\\([\s\S])/g, "$1");
}

/** Reads the BER form of a text (RFC 4514 §2.4), which some programs write for any value. */
function readHexadecimal(hex: string): string | undefined {
  if (!/^(?:[0-9a-f]{2})+$/i.test(hex)) return undefined;
  const bytes = Buffer.from(hex, "hex");
  const isShortText = bytes.length >= 2 && bytes[1] === bytes.length - 2;
  return isShortText ? bytes.subarray(2).toString("utf8") : `#${hex.toLowerCase()}`;
}
