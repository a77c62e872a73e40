import { KeystoneError } from "../provisioners/openstack/call-keystone.ts";
import { type KeystoneAuthConfig, keystoneAuth } from "../provisioners/openstack/keystone-auth.ts";
import type { Check } from "./doctor-check.ts";

/** Asks Keystone about a token that doesn't exist: any answer shows that Keystone is reachable and speaks v3. */
export function setpassCheck(setpass: KeystoneAuthConfig): Check {
  const { authUrl } = setpass;
  return [
    "Keystone for setpass",
    async () => {
      await keystoneAuth(setpass)
        .isAdminToken("acct-doctor")
        .catch((error: unknown) => {
          if (!(error instanceof KeystoneError) || error.status >= 500) throw error;
        });
      return `${authUrl} responds`;
    },
  ];
}
