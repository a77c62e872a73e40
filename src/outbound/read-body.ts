import { Failure } from "../failure/failure.ts";

/** Reads a response as text. Throws a `Failure` once it is longer than `maxBytes`, and reads no further. */
export async function readBody(answer: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of answer.body ?? []) {
    length += chunk.byteLength;
    if (length > maxBytes) throw new Failure(`sent more than ${Math.floor(maxBytes / 1_000_000)} MB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
