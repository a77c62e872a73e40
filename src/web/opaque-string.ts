/**
 * Prepares a password for comparison and storage as RFC 8265 §4.2 (OpaqueString) asks: composed characters and plain spaces, so that
 * every keyboard types the same one. A password of nothing but spaces becomes empty.
 */
export function opaqueString(password: string): string {
  const prepared = password.replace(/\p{Zs}/gu, " ").normalize("NFC");
  return prepared.trim() === "" ? "" : prepared;
}
