import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";

/** Reads the CA certificates that a setting names a file of, and adds its problems. Undefined if there are none. */
export function readCa(setting: string, file: string | undefined, problems: string[]): string | undefined {
  if (file === undefined) return undefined;
  let pem: string;
  try {
    pem = readFileSync(file, "utf8");
  } catch (error) {
    problems.push(`${setting}: can't read the file: ${(error as Error).message}`);
    return undefined;
  }
  try {
    return new X509Certificate(pem) && pem;
  } catch {
    problems.push(`${setting}: the file contains no PEM certificate: ${file}`);
    return undefined;
  }
}
