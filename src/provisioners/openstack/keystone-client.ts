import pLimit from "p-limit";
import { LoginRefusedError, noGuards } from "../../credentials/login-guard.ts";
import { Failure } from "../../failure/failure.ts";
import { callKeystone, jsonOf } from "./call-keystone.ts";

export interface KeystoneConfig {
  /** Ends in /v3. */
  readonly authUrl: string;
  readonly ca?: string | undefined;
  readonly username: string;
  readonly password: string;
  readonly project: string;
  /** Name of the domain in which users and projects are, ours included. */
  readonly domain: string;
  /** Which of a service's endpoints is asked: "public", "internal", "admin". */
  readonly interface: string;
  /** Where services answer whose entry in the catalogue is not for us, by type: { network: "http://…" }. */
  readonly endpoints?: { readonly [type: string]: string | undefined };
  /** At once, by this process. */
  readonly maxRequests: number;
}

export interface KeystoneClient {
  /** Throws a `KeystoneError` unless the answer is 2xx; 404 is `undefined` where `orNothing` says so. */
  get<T>(path: string): Promise<T>;
  find<T>(path: string): Promise<T | undefined>;
  send<T>(method: "POST" | "PUT" | "PATCH" | "DELETE", path: string, body?: object): Promise<T>;
  /** Where a service answers, as configured or by the catalogue, without a slash at its end. Paths above may be whole addresses, too. */
  endpoint(type: string): Promise<string>;
  /** The id of our domain. */
  domainId(): Promise<string>;
}

/** A token that is about to expire would expire on the way. */
const RENEW_BEFORE_MS = 60_000;

interface Token {
  readonly id: string;
  readonly catalog: readonly CatalogEntry[];
  readonly expiresAt: number;
}

interface CatalogEntry {
  readonly type: string;
  readonly endpoints: readonly { readonly interface: string; readonly url: string }[];
}

function withoutSlashes(url: string): string {
  let end = url.length;
  while (url[end - 1] === "/") end--;
  return url.slice(0, end);
}

/** Identity API v3, with one token that is kept until shortly before it expires, and a new one when it is refused earlier. */
export function keystoneClient(config: KeystoneConfig, guards = noGuards): KeystoneClient {
  const limit = pLimit(config.maxRequests);
  let token: Promise<Token> | undefined;
  let domain: Promise<string> | undefined;

  // Keystone refuses a project that is not ours in the same words.
  const credential = [config.authUrl, config.domain, config.username, config.project, config.password];
  const guard = guards("OpenStack", credential);
  const authenticate = () => guard(logIn);

  async function logIn(): Promise<Token> {
    const { username, password, project, domain: name } = config;
    const user = { name: username, domain: { name }, password };
    const body = {
      auth: {
        identity: { methods: ["password"], password: { user } },
        scope: { project: { name: project, domain: { name } } },
      },
    };
    const answer = await call("POST", "/auth/tokens", body, undefined);
    if (answer.status === 401) {
      await answer.body?.cancel();
      throw new LoginRefusedError(
        `Keystone does not take ${username}, scoped to the project ${project}: check openstack.username, openstack.project and OPENSTACK_PASSWORD`,
      );
    }
    const { token: about } = await jsonOf<{ token: { expires_at: string; catalog?: CatalogEntry[] } }>(
      answer,
    );
    const id = answer.headers.get("x-subject-token") ?? "";
    return { id, expiresAt: Date.parse(about.expires_at), catalog: about.catalog ?? [] };
  }

  async function currentToken(): Promise<Token> {
    const before = token;
    const known = await before?.catch(() => undefined);
    if (known && known.expiresAt - RENEW_BEFORE_MS > Date.now()) return known;
    // Of several calls that find it used up, the first one logs in.
    if (token === before || token === undefined) token = authenticate();
    return token;
  }

  const call = (method: string, path: string, body: object | undefined, id: string | undefined) =>
    callKeystone({ ...config, caSetting: "openstack.caFile" }, method, path, body, id);

  /** With a token that was revoked since: once more with a new one. */
  async function asUs(method: string, path: string, body?: object): Promise<Response> {
    return limit(async () => {
      const first = await currentToken();
      const answer = await call(method, path, body, first.id);
      if (answer.status !== 401) return answer;
      await answer.body?.cancel();
      const now = await token?.catch(() => undefined);
      if (now?.id === first.id) token = undefined;
      return call(method, path, body, (await currentToken()).id);
    });
  }

  const client: KeystoneClient = {
    get: async <T>(path: string) => jsonOf<T>(await asUs("GET", path)),
    async find<T>(path: string) {
      const answer = await asUs("GET", path);
      if (answer.status === 404) {
        await answer.body?.cancel();
        return undefined;
      }
      return jsonOf<T>(answer);
    },
    send: async <T>(method: string, path: string, body?: object) => jsonOf<T>(await asUs(method, path, body)),
    async endpoint(type) {
      const fixed = config.endpoints?.[type];
      if (fixed) return withoutSlashes(fixed);
      const { catalog } = await currentToken();
      const endpoints = catalog.find((entry) => entry.type === type)?.endpoints ?? [];
      const found = endpoints.find((each) => each.interface === config.interface) ?? endpoints[0];
      if (!found) throw new Failure(`Keystone's catalogue has no ${type} service`);
      return withoutSlashes(found.url);
    },
    async domainId() {
      domain ??= client
        .get<{ domains: { id: string }[] }>(`/domains?name=${encodeURIComponent(config.domain)}`)
        .then(({ domains: [found] }) => {
          if (!found) throw new Failure(`Keystone has no domain ${config.domain}: check openstack.domain`);
          return found.id;
        });
      domain.catch(() => {
        domain = undefined;
      });
      return domain;
    },
  };
  return client;
}
