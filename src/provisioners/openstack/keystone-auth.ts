import { Failure } from "../../failure/failure.ts";
import {
  NotAskedError,
  PasswordRejectedError,
  PasswordsDeniedError,
  type SelfServicePasswords,
  StalePasswordError,
} from "../password-store.ts";
import { callKeystone, KeystoneError, messageIn, neverHeard } from "./call-keystone.ts";
import { canLogIn } from "./can-log-in.ts";

export interface KeystoneAuthConfig {
  /** Ends in /v3. */
  readonly authUrl: string;
  readonly ca?: string | undefined;
  /** Programs that can get a token for this project may create links. */
  readonly adminProjectName: string;
  readonly adminProjectDomainId: string;
}

/** Calls to Keystone that need no rights of our own. */
export interface KeystoneAuth extends SelfServicePasswords {
  /** Throws if Keystone doesn't respond. */
  ping(): Promise<void>;
  /** Whether this token can be scoped to the admin project. Throws on any response other than success or 401. */
  isAdminToken(token: string): Promise<boolean>;
}

/** Uses Identity API v3: `POST /auth/tokens` and `POST /users/{id}/password`. */
export function keystoneAuth(config: KeystoneAuthConfig): KeystoneAuth {
  const { adminProjectName, adminProjectDomainId } = config;
  const server = { ...config, caSetting: "setpass.caFile" };
  const post = async (path: string, body: object, token?: string) => {
    const answer = await callKeystone(server, "POST", path, body, token);
    const text = await answer.text();
    return {
      status: answer.status,
      ok: answer.ok,
      message: messageIn(text) ?? `Keystone returned ${answer.status}`,
    };
  };

  async function ping(): Promise<void> {
    const answer = await callKeystone(server, "GET", "/");
    await answer.body?.cancel();
    if (answer.status >= 500) throw new Failure(`Keystone (${config.authUrl}) returned ${answer.status}`);
  }

  const notAsked = (error: unknown) => new NotAskedError((error as Error).message, { cause: error });

  return {
    name: "OpenStack",

    ping,

    async isAdminToken(id) {
      const scope = { project: { name: adminProjectName, domain: { id: adminProjectDomainId } } };
      const { status, ok, message } = await post(
        "/auth/tokens",
        { auth: { identity: { methods: ["token"], token: { id } }, scope } },
        id,
      );
      if (ok) return true;
      if (status === 401) return false;
      throw new KeystoneError(status, message);
    },

    async changeOwnPassword(userId, { original, password, mayBeSet }) {
      // After a lost response, this makes sure that no second one is lost in the same outage.
      if (mayBeSet) {
        await ping().catch((error) => {
          throw notAsked(error);
        });
      }
      const user = { password, original_password: original };
      const asked = post(`/users/${encodeURIComponent(userId)}/password`, { user });
      const { status, ok, message } = await asked.catch((error) => {
        throw neverHeard(error) ? notAsked(error) : error;
      });
      if (ok) return;
      if (status === 400) throw new PasswordRejectedError(message);
      if (status !== 401 && status < 500) throw new PasswordsDeniedError(message);
      if (status !== 401) throw new KeystoneError(status, message);
      // The password was changed before we were interrupted or before the response was lost, which is what we wanted.
      if (mayBeSet && (await canLogIn(server, userId, password))) return;
      throw new StalePasswordError("The one-time password is no longer the user's password");
    },
  };
}
