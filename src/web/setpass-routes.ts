import type { FastifyInstance } from "fastify";
import { refuseOtherMethods } from "./other-methods.ts";
import { type PasswordPage, passwordRoutes } from "./password-routes.ts";
import { type ResetPage, resetRoutes } from "./reset-routes.ts";
import { type TokenRoutes, tokenRoutes } from "./token-routes.ts";

/** The password service, alone or inside acct: the pages, and what programs ask of it when there is a Keystone to ask. */
export function setpassRoutes(
  pages: PasswordPage & ResetPage,
  tokens: TokenRoutes | undefined,
): ((app: FastifyInstance) => Promise<void>)[] {
  return [
    (app) => passwordRoutes(app, pages),
    (app) => resetRoutes(app, pages),
    ...(tokens ? [(app: FastifyInstance) => tokenRoutes(app, tokens)] : []),
    (app) =>
      refuseOtherMethods(app, {
        "/": ["GET", "POST"],
        "/reset": ["GET", "POST"],
        ...(tokens ? { "/token/:userId": ["PUT"] } : {}),
      }),
  ];
}
