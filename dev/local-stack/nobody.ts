import { randomBytes } from "node:crypto";
import { chown, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Some servers refuse to run as root, so root runs them as the user nobody. This is undefined if we are not root. */
export const nobody = process.getuid?.() === 0 ? 65534 : undefined;

/** Creates a folder that a server with this user can enter and write to, no matter where the checkout is. */
export async function folderForNobody(purpose: string): Promise<string> {
  const folder = join(tmpdir(), `acct-${purpose}-${randomBytes(4).toString("hex")}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (nobody !== undefined) await chown(folder, nobody, nobody);
  return folder;
}
