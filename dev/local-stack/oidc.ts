import { once } from "node:events";
import { createServer } from "node:http";
import { Provider } from "oidc-provider";
import { freePort } from "./child.ts";

export interface Oidc {
  readonly issuer: string;
  readonly client: { readonly id: string; readonly secret: string };
  /** From now on, everyone who signs in is this person, about whom the provider says this. */
  signInAs(subject: string, claims?: Readonly<Record<string, unknown>>): void;
  /** Refuses connections until `up`. */
  down(): Promise<void>;
  up(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a real OpenID Connect provider on a free port of 127.0.0.1, for one client. No one types a password there. */
export async function startOidc(redirectUri: string): Promise<Oidc> {
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  const client = { id: "acct", secret: "oidc-client-secret-of-acct" };
  let signedIn = { subject: "nobody", claims: {} as Readonly<Record<string, unknown>> };
  const claimsOf = new Map<string, Readonly<Record<string, unknown>>>();

  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [redirectUri],
        token_endpoint_auth_method: "client_secret_post",
      },
    ],
    claims: { openid: ["sub"], email: ["email", "email_verified"] },
    cookies: { keys: ["throw-away"] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    findAccount: (_: unknown, accountId: string) => ({
      accountId,
      claims: () => ({ sub: accountId, ...claimsOf.get(accountId) }),
    }),
    async loadExistingGrant({
      oidc,
    }: {
      oidc: { session?: { accountId: string }; client?: { clientId: string } };
    }) {
      const [accountId, clientId] = [oidc.session?.accountId, oidc.client?.clientId];
      if (accountId === undefined || clientId === undefined) return undefined;
      const grant = new provider.Grant({ accountId, clientId });
      grant.addOIDCScope("openid email");
      await grant.save();
      return grant;
    },
  });
  provider.use(async (context, next) => {
    if (!context.path.startsWith("/interaction/")) return next();
    await provider.interactionFinished(context.req, context.res, { login: { accountId: signedIn.subject } });
  });

  let server = createServer(provider.callback());
  const up = async () => {
    server = createServer(provider.callback()).listen(port, "127.0.0.1");
    await once(server, "listening");
  };
  const down = async () => {
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  };
  await up();
  return {
    issuer,
    client,
    signInAs(subject, claims = {}) {
      signedIn = { subject, claims };
      claimsOf.set(subject, claims);
    },
    down,
    up,
    async stop() {
      if (server.listening) await down();
    },
  };
}
