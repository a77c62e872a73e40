import type { Config } from "../config/config.ts";
import type { LoginGuards } from "../credentials/login-guard.ts";
import { openProvisioners } from "../provisioners/open-provisioners.ts";
import type { Check } from "./doctor-check.ts";

/** Makes a plan for a fictitious person: every system is queried with our rights, and nothing is created. */
export function provisionerChecks(config: Config, guards: LoginGuards): Check[] {
  const nobody = {
    username: "acctdoctor",
    email: "acctdoctor@invalid.example",
    givenName: "A",
    familyName: "D",
  };
  const nothing = { name: "acctdoctor", description: "", adopted: true };
  const { provisioners } = openProvisioners(
    { ...config, ldap: undefined, gitlab: undefined, arvados: undefined },
    guards,
  );
  return provisioners.map(({ name, plan }) => [
    name,
    async () => {
      await plan(nobody, nothing);
      return "responds and accepts our login";
    },
  ]);
}
