import { accessSync, constants } from "node:fs";
import { dirname, resolve } from "node:path";
import type { z } from "zod";
import type { Agreement, AgreementScope } from "../agreements/agreement.ts";
import type { agreements } from "./settings/agreements.ts";

/** The agreements of acct.yml, whose files are relative to it. Adds a sentence to the problems for each file that can't be read. */
export function readAgreements(
  configFile: string,
  list: z.output<typeof agreements> = [],
  problems: string[],
): readonly Agreement[] {
  return list.map(({ file, url = "", for: scope, ...agreement }) => {
    const path = file === undefined ? undefined : resolve(dirname(configFile), file);
    try {
      if (path !== undefined) accessSync(path, constants.R_OK);
    } catch (error) {
      problems.push(
        `agreements: can't read the text of ${agreement.name}: ${(error as Error).message}. Check the path in file, which is relative to acct.yml`,
      );
    }
    return { ...agreement, source: path === undefined ? { url } : { file: path }, for: toScope(scope) };
  });
}

function toScope({ kinds, projects, systems }: z.output<typeof agreements>[number]["for"]): AgreementScope {
  if (kinds) return { kinds };
  return projects ? { projects } : { systems: systems ?? [] };
}
