import type { Caller } from "./access.ts";
import { forbidden, notLoggedIn } from "./api-error.ts";
import { type ArvadosState, systemUser } from "./arvados-state.ts";
import type { ArvadosToken } from "./tables.ts";

/** The token of `Users.SystemRootToken` in config.yml. */
export const ROOT_TOKEN = "simulatedsystemroottoken0123456789abcdef";

/**
 * Finds who calls. A token comes as "Bearer" or "OAuth2", as the password of "Basic", or as a parameter
 * (sdk/go/auth/auth.go). Throws 401.
 */
export function authenticate(state: ArvadosState, header: string | undefined, parameter: unknown): Caller {
  const tokens = [...tokensOf(header), ...(typeof parameter === "string" ? [parameter] : [])];
  for (const token of tokens) {
    const caller = callerFor(state, token);
    if (caller) return caller;
  }
  throw notLoggedIn();
}

function tokensOf(header = ""): string[] {
  const [, scheme, rest = ""] = /^(\w{1,20}) +(\S{1,500})$/.exec(header) ?? [];
  if (scheme === "Bearer" || scheme === "OAuth2") return [rest];
  if (scheme !== "Basic") return [];
  return [Buffer.from(rest, "base64").toString().split(":").slice(1).join(":")];
}

/** A token is the secret alone ("v1"), or "v2/UUID/SECRET" with more parts that don't count. */
export function callerFor(state: ArvadosState, text: string): Caller | undefined {
  const [version, uuid, secret] = text.split("/");
  const isV2 = version === "v2";
  const { users } = state.tables;
  if ((isV2 ? secret : text) === ROOT_TOKEN) {
    const root = users.find(
      (user) => user.uuid === systemUser(state.settings) && !user.redirect_to_user_uuid,
    );
    return root && { user: root, token: undefined };
  }
  const token = state.tables.api_client_authorizations.find(
    (each) =>
      each.api_token === (isV2 ? secret : text) && (!isV2 || each.uuid === uuid) && isValid(state, each),
  );
  const user = users.find((each) => each.uuid === token?.owner_uuid && each.redirect_to_user_uuid === null);
  return token && user && { user, token };
}

const isValid = (state: ArvadosState, { expires_at }: ArvadosToken) =>
  expires_at === null || Date.parse(expires_at) > state.now();

/** Whether the scopes of the token let the call through. A scope that ends in "/" is for all below it. Throws 403. */
export function checkScopes({ token }: Caller, method: string, path: string): void {
  const call = `${method === "HEAD" ? "GET" : method} ${path.length > 1 ? path.replace(/\/$/, "") : path}`;
  const isAllowed = token?.scopes.some(
    (scope) =>
      scope === "all" || scope === call || (String(scope).endsWith("/") && call.startsWith(String(scope))),
  );
  const isOwn = path === "/arvados/v1/api_client_authorizations/current";
  if (token && !isAllowed && !isOwn) throw forbidden();
}
