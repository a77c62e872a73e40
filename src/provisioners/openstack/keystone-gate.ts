import { type OwnPasswords, PasswordRefusedError, StalePasswordError } from "../passwords.ts";
import { callKeystone, KeystoneError, messageIn } from "./call-keystone.ts";

export interface KeystoneGateConfig {
  /** Ends in /v3. */
  readonly authUrl: string;
  /** Whoever can get a token for this project may set links up. */
  readonly adminProjectName: string;
  readonly adminProjectDomainId: string;
}

/** What anybody may ask of Keystone, without rights of our own there. */
export interface KeystoneGate extends OwnPasswords {
  /** Throws when Keystone does not answer. */
  reach(): Promise<void>;
  /** Whether this token can be scoped to the admin project. Throws when Keystone answers anything but yes or 401. */
  isAdminToken(token: string): Promise<boolean>;
}

/** Identity API v3: `POST /auth/tokens` and `POST /users/{id}/password`. */
export function keystoneGate(config: KeystoneGateConfig): KeystoneGate {
  const { authUrl, adminProjectName, adminProjectDomainId } = config;
  const post = async (path: string, body: object, token?: string) => {
    const answer = await callKeystone(authUrl, "POST", path, body, token);
    const text = await answer.text();
    return {
      status: answer.status,
      ok: answer.ok,
      words: messageIn(text) ?? `Keystone answers ${answer.status}`,
    };
  };

  async function canLogIn(id: string, password: string): Promise<boolean> {
    const identity = { methods: ["password"], password: { user: { id, password } } };
    return (await post("/auth/tokens", { auth: { identity } })).ok;
  }

  return {
    name: "OpenStack",

    async reach() {
      const answer = await callKeystone(authUrl, "GET", "/");
      await answer.body?.cancel();
      if (answer.status >= 500) throw new Error(`Keystone (${authUrl}) answers ${answer.status}`);
    },

    async isAdminToken(id) {
      const scope = { project: { name: adminProjectName, domain: { id: adminProjectDomainId } } };
      const { status, ok, words } = await post(
        "/auth/tokens",
        { auth: { identity: { methods: ["token"], token: { id } }, scope } },
        id,
      );
      if (ok) return true;
      if (status === 401) return false;
      throw new KeystoneError(status, words);
    },

    async changeOwnPassword(userId, { original, password, mayBeSet }) {
      const user = { password, original_password: original };
      const { status, ok, words } = await post(`/users/${encodeURIComponent(userId)}/password`, { user });
      if (ok) return;
      if (status === 400) throw new PasswordRefusedError(words);
      if (status !== 401) throw new KeystoneError(status, words);
      // Changed before we were interrupted, or before the answer was lost: that is what was wanted.
      if (mayBeSet && (await canLogIn(userId, password))) return;
      throw new StalePasswordError("The one-time password is not the user's any more");
    },
  };
}
