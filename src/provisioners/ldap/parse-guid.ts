/** Returns the bytes of a GUID that `formatGuid` wrote; undefined if the text is not a GUID. */
export function parseGuid(text: string): Buffer | undefined {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return undefined;
  const [a = "", b = "", c = "", d = "", e = ""] = text.split("-");
  const reversed = [a, b, c].map((part) => Buffer.from(part, "hex").reverse());
  return Buffer.concat([...reversed, Buffer.from(d, "hex"), Buffer.from(e, "hex")]);
}
