import { type ApiAnswer, type ApiCall, startSimulatedApi } from "../simulated-api.ts";
import { CONDUIT_METHODS } from "./conduit-methods.ts";
import {
  ConduitException,
  type SimulatedPhabricator,
  type SimulatedProject,
  type SimulatedUser,
} from "./simulated-phabricator.ts";

const TOKEN_LENGTH = 32;

/**
 * Starts a server that answers the Conduit methods acct calls, as Phabricator does: POST /api/{method} with the form fields `params`
 * (JSON with `__conduit__`) and `output`, and 200 with result, error_code, and error_info
 * (phabricator: src/applications/conduit/controller/PhabricatorConduitAPIController.php, ConduitAPIResponse.php).
 */
export async function startPhabricator(): Promise<SimulatedPhabricator> {
  const bot: SimulatedUser = { phid: "PHID-USER-bot", userName: "acct", isApproved: true };
  const state = {
    users: [bot],
    projects: [] as SimulatedProject[],
    bot,
    token: "api-".padEnd(TOKEN_LENGTH, "valid0"),
    expiredToken: "api-".padEnd(TOKEN_LENGTH, "expired"),
    ldapQuery: "named" as const,
  };
  const phabricator: SimulatedPhabricator = Object.assign(
    await startSimulatedApi((call) => answer(call, phabricator)),
    state,
  );
  return phabricator;
}

function answer(call: ApiCall, phabricator: SimulatedPhabricator): ApiAnswer {
  const [, method] = /^\/api\/([\w.]+)$/.exec(call.path) ?? [];
  if (method === undefined) {
    const headers = { "content-type": "text/html; charset=UTF-8" };
    return { status: 404, headers, body: "<!DOCTYPE html><html><title>404 Not Found</title></html>" };
  }
  if (call.method !== "POST") throw new Error("Conduit takes POST, so that no token is in a URL");
  if (!call.headers["content-type"]?.startsWith("application/x-www-form-urlencoded"))
    throw new Error("Conduit takes only form-encoded data");
  const form = new URLSearchParams(call.body);
  if (form.get("output") !== "json") throw new Error("without output=json, old versions answer in HTML");
  const { __conduit__: meta, ...params } = JSON.parse(form.get("params") ?? "{}") as {
    __conduit__?: { token?: string };
  } & Record<string, unknown>;
  const headers = { "content-type": "application/json" };
  try {
    authenticate(meta?.token, phabricator);
    const run = CONDUIT_METHODS[method];
    if (!run || (method === "user.ldapquery" && phabricator.ldapQuery === "missing")) {
      // ConduitMethodDoesNotExistException.php
      throw new ConduitException("ERR-CONDUIT-CORE", `Conduit API method "${method}" does not exist.`);
    }
    const result = run(params, phabricator);
    return { status: 200, headers, body: JSON.stringify({ result, error_code: null, error_info: null }) };
  } catch (error) {
    if (!(error instanceof ConduitException)) throw error;
    const body = { result: null, error_code: error.code, error_info: error.message };
    return { status: 200, headers, body: JSON.stringify(body) };
  }
}

/** PhabricatorConduitAPIController::authenticateUser, which quotes the token. */
function authenticate(token: string | undefined, phabricator: SimulatedPhabricator): void {
  if (token === undefined) throw new ConduitException("ERR-INVALID-SESSION", "Session key is not present.");
  const problem =
    token.length !== TOKEN_LENGTH
      ? "has the wrong length. API tokens should be 32 characters long."
      : token === phabricator.expiredToken
        ? "was previously valid, but has expired."
        : token === phabricator.token
          ? undefined
          : "is not valid.";
  if (problem) throw new ConduitException("ERR-INVALID-AUTH", `API token "${token}" ${problem}`);
  const { bot, users } = phabricator;
  if (users.find(({ phid }) => phid === bot.phid)?.isDisabled)
    throw new ConduitException("ERR-USER-DISABLED", "User account is not activated.");
}
