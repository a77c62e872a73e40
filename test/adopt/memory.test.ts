import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, inject, it } from "vitest";
import type { FileFormat } from "../../src/adopt/open-file-source.ts";

const PEOPLE = 20_000;
const PER_PROJECT = 40;
/** What one person may need in memory when everything is read and planned. Longer names and more addresses need more. */
const MAX_BYTES_EACH = 1500;
/** With this heap, in MB, reading and planning can't hold more than about 2.5 kB per person at any time. */
const MAX_HEAP_MB = 60;

const projectOf = (n: number) => `g${n - (n % PER_PROJECT)}`;
const numbers = Array.from({ length: PEOPLE }, (_, n) => n);
const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

const people = numbers.map(
  (n) => `dn: uid=p${n},ou=people,dc=example,dc=org
objectClass: inetOrgPerson
objectClass: posixAccount
entryUUID: ${uuid(n)}
uid: p${n}
givenName: Pat
sn: P${n}
mail: p${n}@example.org
uidNumber: ${2000 + n}
gidNumber: 100
homeDirectory: /home/p${n}
loginShell: /bin/bash
`,
);
const groups = numbers
  .filter((n) => n % PER_PROJECT === 0)
  .map(
    (first) => `dn: cn=g${first},ou=groups,dc=example,dc=org
objectClass: posixGroup
entryUUID: ${uuid(5_000_000 + first)}
cn: g${first}
gidNumber: ${100_000 + first}
${numbers
  .slice(first, first + PER_PROJECT)
  .map((n) => `memberUid: p${n}`)
  .join("\n")}
`,
  );
const rows = numbers.map((n) => `p${n},${2000 + n},Pat,P${n},p${n}@example.org,${projectOf(n)}`);

it.each([
  ["ldif", [...people, ...groups].join("\n")],
  ["csv", ["username,uid_number,given_name,family_name,email,projects", ...rows, ""].join("\n")],
] satisfies [FileFormat, string][])(
  "Adopting 20,000 people from a file needs little memory: %s",
  async (format, text) => {
    const folder = join(inject("folder"), "memory");
    await mkdir(folder, { recursive: true });
    const file = join(folder, `people.${format}`);
    await writeFile(file, text);
    const { stdout } = await promisify(execFile)(process.execPath, [
      `--max-old-space-size=${MAX_HEAP_MB}`,
      "--max-semi-space-size=1",
      join(import.meta.dirname, "memory.process.ts"),
      format,
      file,
    ]);
    const { bytes, ...counts } = JSON.parse(stdout);
    expect(counts).toEqual({ accounts: PEOPLE, planned: PEOPLE, memberships: PEOPLE });
    expect(bytes / PEOPLE).toBeLessThan(MAX_BYTES_EACH);
  },
);
