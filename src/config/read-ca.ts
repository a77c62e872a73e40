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
  return checkCa(pem, `${setting}: the file contains no PEM certificate: ${file}`, problems);
}

/** Returns the certificates if they are in PEM, and else adds this problem. */
export function checkCa(pem: string, problem: string, problems: string[]): string | undefined {
  try {
    return new X509Certificate(pem) && pem;
  } catch {
    problems.push(problem);
    return undefined;
  }
}
