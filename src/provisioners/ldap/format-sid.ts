/** Formats the bytes of an `objectSid` as text (MS-DTYP §2.4.2): "S-1-5-21-…-513", whose last part is the relative ID. */
export function formatSid(bytes: Buffer): string {
  const count = bytes[1] ?? 0;
  if (bytes.length !== 8 + 4 * count) return "";
  const parts = Array.from({ length: count }, (_, n) => bytes.readUInt32LE(8 + 4 * n));
  return ["S", bytes[0], bytes.readUIntBE(2, 6), ...parts].join("-");
}
