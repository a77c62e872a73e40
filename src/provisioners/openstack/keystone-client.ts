import pLimit from "p-limit";
import { LoginRejectedError, noGuards } from "../../credentials/login-guard.ts";
import { Failure } from "../../failure/failure.ts";
import { callKeystone, readJson } from "./call-keystone.ts";

export interface KeystoneConfig {
  /** Ends in /v3. */
  readonly authUrl: string;
  readonly ca?: string | undefined;
  readonly username: string;
  readonly password: string;
  readonly project: string;
  /** The name of the domain of all users and projects, including our own. */
  readonly domain: string;
  /** Which endpoint of a service is used: "public", "internal" or "admin". */
  readonly interface: string;
  /** URLs that replace those in the catalog, by service type: { network: "http://…" }. */
  readonly endpoints?: { readonly [type: string]: string | undefined };
  /** The maximum number of simultaneous requests of this process. */
  readonly maxConcurrent: number;
}

export interface KeystoneClient {
  /** Throws a `KeystoneError` unless the status is 2xx; `find` returns undefined for 404. */
  get<T>(path: string): Promise<T>;
  find<T>(path: string): Promise<T | undefined>;
  send<T>(method: "POST" | "PUT" | "PATCH" | "DELETE", path: string, body?: object): Promise<T>;
  /** Returns a service's URL from the configuration or the catalog, without a trailing slash. The paths above may also be full URLs. */
  endpoint(type: string): Promise<string>;
  /** Whether the configuration or the catalog has a URL of this service. */
  hasEndpoint(type: string): Promise<boolean>;
  /** Returns the ID of our domain. */
  domainId(): Promise<string>;
}

/** A token is renewed this long before it expires, so that it can't expire in transit. */
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

/** Speaks Identity API v3 with one token, which is kept until shortly before it expires and renewed if it is rejected earlier. */
export function keystoneClient(config: KeystoneConfig, guards = noGuards): KeystoneClient {
  const limit = pLimit(config.maxConcurrent);
  let token: Promise<Token> | undefined;
  let domain: Promise<string> | undefined;

  // Keystone gives the same error for a wrong project.
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
      throw new LoginRejectedError(
        `Keystone rejected the login of ${username} to project ${project}: check openstack.username, openstack.project, and OPENSTACK_PASSWORD`,
      );
    }
    const { token: about } = await readJson<{ token: { expires_at: string; catalog?: CatalogEntry[] } }>(
      answer,
    );
    const id = answer.headers.get("x-subject-token") ?? "";
    return { id, expiresAt: Date.parse(about.expires_at), catalog: about.catalog ?? [] };
  }

  async function currentToken(): Promise<Token> {
    const before = token;
    const known = await before?.catch(() => undefined);
    if (known && known.expiresAt - RENEW_BEFORE_MS > Date.now()) return known;
    // If several calls find that the token is expired, only the first one logs in.
    if (token === before || token === undefined) token = authenticate();
    return token;
  }

  const call = (method: string, path: string, body: object | undefined, id: string | undefined) =>
    callKeystone({ ...config, caSetting: "openstack.caFile" }, method, path, body, id);

  /** Sends a request with our token. If the token was revoked in the meantime, sends the request again with a new one. */
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
    get: async <T>(path: string) => readJson<T>(await asUs("GET", path)),
    async find<T>(path: string) {
      const answer = await asUs("GET", path);
      if (answer.status === 404) {
        await answer.body?.cancel();
        return undefined;
      }
      return readJson<T>(answer);
    },
    send: async <T>(method: string, path: string, body?: object) =>
      readJson<T>(await asUs(method, path, body)),
    async endpoint(type) {
      const fixed = config.endpoints?.[type];
      if (fixed) return withoutSlashes(fixed);
      const { catalog } = await currentToken();
      const endpoints = catalog.find((entry) => entry.type === type)?.endpoints ?? [];
      const found = endpoints.find((each) => each.interface === config.interface) ?? endpoints[0];
      if (!found)
        throw new Failure(`Keystone's catalog has no ${type} service: add it, or set openstack.endpoints`, {
          lasts: true,
        });
      return withoutSlashes(found.url);
    },
    async hasEndpoint(type) {
      if (config.endpoints?.[type]) return true;
      return (await currentToken()).catalog.some(
        (entry) => entry.type === type && entry.endpoints.length > 0,
      );
    },
    async domainId() {
      domain ??= client
        .get<{ domains: { id: string }[] }>(`/domains?name=${encodeURIComponent(config.domain)}`)
        .then(({ domains: [found] }) => {
          if (!found)
            throw new Failure(`Keystone has no domain ${config.domain}: check openstack.domain`, {
              lasts: true,
            });
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
