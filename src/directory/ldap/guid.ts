/** Formats an objectGUID, whose first three parts are little-endian (MS-DTYP §2.3.4.2), as people and other programs write it. */
export function formatGuid(bytes: Buffer): string {
  const hex = [
    Buffer.from(bytes.subarray(0, 4)).reverse(),
    Buffer.from(bytes.subarray(4, 6)).reverse(),
    Buffer.from(bytes.subarray(6, 8)).reverse(),
    bytes.subarray(8, 10),
    bytes.subarray(10, 16),
  ];
  return hex.map((part) => part.toString("hex")).join("-");
}

/** The bytes of a GUID that `formatGuid` wrote; undefined if the text is none. */
export function parseGuid(text: string): Buffer | undefined {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return undefined;
  const [a = "", b = "", c = "", d = "", e = ""] = text.split("-");
  const reversed = [a, b, c].map((part) => Buffer.from(part, "hex").reverse());
  return Buffer.concat([...reversed, Buffer.from(d, "hex"), Buffer.from(e, "hex")]);
}
