/** By what an email of ours is recognized in a mail that comes back, the most certain first. */
export interface Marks {
  /** The tokens in the address that it came back to, and in the anchors that it quotes. */
  readonly tokens: readonly string[];
  /** The Message-IDs that it quotes, without angle brackets. */
  readonly messageIds: readonly string[];
}

/** Where mail comes back to. */
export interface BounceAddress {
  readonly address: string;
  /** Whether the mail server delivers bounces+anything@… to bounces@… (RFC 5233). */
  readonly subaddresses: boolean;
}

/** Only lower-case letters, digits, and "-", because some servers change the case of an address. */
const TOKEN = "[0-9a-z]{1,9}-[0-9a-v]{26}";
const ANCHOR = new RegExp(`<?acct-(${TOKEN})@[^\\s<>]+>?`, "gi");
const IN_ADDRESS = new RegExp(`\\+(${TOKEN})@`, "gi");

/** The address for the envelope of one email. A mail server sends what it can't deliver there (RFC 5321 §4.4). */
export function returnAddress({ address, subaddresses }: BounceAddress, token: string): string {
  const at = address.lastIndexOf("@");
  return subaddresses ? `${address.slice(0, at)}+${token}${address.slice(at)}` : address;
}

/** A Message-ID that no mail has. In `References` it survives relays that replace the Message-ID and the envelope. */
export const anchorOf = (token: string, host: string): string => `<acct-${token}@${host}>`;

/** Finds our tokens: in the addresses that a mail was delivered to, and in the anchors of the mails that it quotes. */
export function tokensIn(addresses: readonly string[], quoted: readonly string[]): string[] {
  const find = (pattern: RegExp, texts: readonly string[]) =>
    texts.flatMap((text) => [...text.matchAll(pattern)].map(([, token = ""]) => token.toLowerCase()));
  return [...new Set([...find(IN_ADDRESS, addresses), ...find(ANCHOR, quoted)])];
}

/** The Message-IDs in header fields, without angle brackets, each once. */
export function messageIdsIn(texts: readonly string[]): string[] {
  const ids = texts.flatMap((text) => [...text.matchAll(/<([^\s<>]+@[^\s<>]+)>/g)].map(([, id = ""]) => id));
  return [...new Set(ids)];
}
