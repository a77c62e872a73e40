import { createHmac } from "node:crypto";
import { listKeys, type SecretKey, type SecretKeys } from "../../credentials/secret-keys.ts";
import type { RowRead } from "../../intake/sheets/read-row.ts";

type PinCell = Pick<RowRead, "pin" | "texts">;

/** A digest by which another PIN in the same row is noticed. It is made with our key, because four digits are guessed quickly. */
export const digestPin = (row: PinCell, { current }: SecretKeys): string => digestWith(row, current);

/** Tells whether the cell has another PIN than before. After a change of keys, that can't be told. */
export function hasOtherPin(row: PinCell, before: string | null, keys: SecretKeys): boolean {
  if (before === null) return false;
  const key = listKeys(keys).find(({ id }) => before.startsWith(`${id}:`));
  return key !== undefined && digestWith(row, key) !== before;
}

function digestWith({ pin, texts }: PinCell, { id, secret }: SecretKey): string {
  const hmac = createHmac("sha256", secret).update(
    JSON.stringify(["pin of a row", (texts.email ?? "").trim().toLowerCase(), pin.trim()]),
  );
  return `${id}:${hmac.digest("hex")}`;
}
