import { type ApiAnswer, ControllerError, forbidden } from "./api-error.ts";
import { remove } from "./arvados-state.ts";
import { callerFor } from "./authenticate.ts";
import { logIn } from "./log-in.ts";
import type { RouteCall, Routes } from "./routes.ts";
import { showController } from "./show-row.ts";
import type { ArvadosLink } from "./tables.ts";

const NO_LOGIN =
  "configuration problem: exactly one of Login.Google, Login.OpenIDConnect, Login.PAM, Login.LDAP, Login.Test, or Login.LoginCluster must be set";

/** The head of the discovery document, without the resources. */
const DISCOVERY = {
  kind: "discovery#restDescription",
  name: "arvados",
  version: "v1",
  revision: "20250402",
  protocol: "rest",
  batchPath: "batch",
  defaultTrashLifetime: 1_209_600,
  maxRequestSize: 134_217_728,
  maxItemsPerResponse: 1000,
  defaultCollectionReplication: 2,
};

/** What isn't about objects. */
export const openRoutes: Routes = {
  "POST /users/authenticate": { isOpen: true, answer: logInWithPassword },
  // lib/config/export.go: only what anyone may know. The settings of users aren't in it.
  "GET /config": {
    isOpen: true,
    answer: ({ state: { settings } }) => ({
      status: 200,
      body: {
        ClusterID: settings.ClusterID,
        API: { MaxItemsPerResponse: settings.MaxItemsPerResponse },
        Login: { LoginCluster: settings.LoginCluster, IssueTrustedTokens: settings.IssueTrustedTokens },
        RemoteClusters: settings.RemoteClusters,
        Services: {
          WebDAV: { ExternalURL: "https://*.collections.example.com/" },
          WebDAVDownload: { ExternalURL: settings.WebDAVDownload },
        },
        Users: { AnonymousUserToken: "", SupportEmailAddress: "arvados@example.com" },
      },
    }),
  },
  "GET /login": {
    isOpen: true,
    answer(call) {
      checkLogin(call);
      return { status: 200, body: "<form>…</form>", headers: { "content-type": "text/html" } };
    },
  },
  "GET /logout": { answer: logOut },
  "GET /discovery/v1/apis/arvados/v1/rest": {
    isOpen: true,
    isPassedOn: true,
    answer: ({ state: { settings } }) => ({
      status: 200,
      body: { ...DISCOVERY, uuidPrefix: settings.ClusterID },
    }),
  },
  "GET /permissions/:id": {
    isPassedOn: true,
    answer({ state, caller, id }) {
      if (!caller.user.is_admin && caller.user.uuid !== id) throw forbidden();
      const items = state.tables.links.filter(
        ({ link_class, head_uuid }: ArvadosLink) => link_class === "permission" && head_uuid === id,
      );
      return { status: 200, body: { kind: "arvados#linkList", items, items_available: items.length } };
    },
  },
};

/** Login.Test: lib/controller/localdb/login_testuser.go */
function logInWithPassword({ state, params }: RouteCall): ApiAnswer {
  checkLogin({ state });
  const users = state.settings.TestUsers;
  const [name, password] = [String(params.username ?? ""), String(params.password ?? "")];
  const found = Object.entries(users).find(
    ([username, { Email }]) => username === name || Email === name,
  )?.[1];
  if (!found || found.Password !== password)
    throw new ControllerError(
      500,
      `authentication failed for user "${name}" with password len=${password.length}`,
    );
  const token = logIn(state, { email: found.Email });
  const caller = callerFor(state, token.api_token);
  const shown = caller ? showController(state, caller, "api_client_authorizations", token) : {};
  return { status: 200, body: { ...shown, owner_uuid: "", etag: "", created_at: null } };
}

function checkLogin({ state: { settings } }: Pick<RouteCall, "state">): void {
  if (Object.keys(settings.TestUsers).length === 0) throw new ControllerError(500, NO_LOGIN);
}

/** Ends the token that a person logged in with. */
function logOut({ state, caller }: RouteCall): ApiAnswer {
  checkLogin({ state });
  remove(state, "api_client_authorizations", (token: unknown) => token === caller.token);
  return { status: 302, body: "", headers: { location: "/" } };
}
