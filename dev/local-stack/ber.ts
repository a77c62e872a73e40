/** An element of BER (X.690 §8.1) in a buffer. */
export interface Tlv {
  readonly tag: number;
  readonly content: Buffer;
  /** The element with its tag and length. */
  readonly whole: Buffer;
}

/** Reads the element at the beginning of a buffer; undefined if it isn't complete yet. Reads only what LDAP uses. */
export function readTlv(buffer: Buffer): Tlv | undefined {
  const first = buffer[1];
  if (first === undefined) return undefined;
  const lengthBytes = first & 0x80 ? first & 0x7f : 0;
  const start = 2 + lengthBytes;
  if (buffer.length < start) return undefined;
  const length = lengthBytes === 0 ? first : buffer.readUIntBE(2, lengthBytes);
  if (buffer.length < start + length) return undefined;
  const whole = buffer.subarray(0, start + length);
  return { tag: buffer[0] ?? 0, content: whole.subarray(start), whole };
}

/** Reads the elements inside another one. */
export function readAllTlv(content: Buffer): Tlv[] {
  const found: Tlv[] = [];
  for (let rest = content; rest.length > 0; ) {
    const next = readTlv(rest);
    if (!next) break;
    found.push(next);
    rest = rest.subarray(next.whole.length);
  }
  return found;
}

export function writeTlv(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const length = Buffer.alloc(5);
  length[0] = 0x84;
  length.writeUInt32BE(content.length, 1);
  return Buffer.concat([Buffer.from([tag]), length, content]);
}
