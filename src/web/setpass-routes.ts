import type { FastifyInstance } from "fastify";
import { refuseOtherMethods } from "./other-methods.ts";
import { passwordRoutes } from "./password-routes.ts";
import type { PasswordViewDeps } from "./password-view.ts";
import { type ResetRoutesDeps, type ResetService, resetRoutes } from "./reset-routes.ts";
import { type TokenRoutesDeps, tokenRoutes } from "./token-routes.ts";

/** The password service, alone or inside acct: the pages and, if there is a Keystone, the API for programs. */
export function setpassRoutes(
  pages: PasswordViewDeps & Omit<ResetRoutesDeps, "resets"> & { readonly resets: ResetService | undefined },
  tokens: TokenRoutesDeps | undefined,
): ((app: FastifyInstance) => Promise<void>)[] {
  const { resets } = pages;
  return [
    (app) => passwordRoutes(app, pages),
    ...(resets ? [(app: FastifyInstance) => resetRoutes(app, { ...pages, resets })] : []),
    ...(tokens ? [(app: FastifyInstance) => tokenRoutes(app, tokens)] : []),
    (app) =>
      refuseOtherMethods(app, {
        "/": ["GET", "POST"],
        ...(resets ? { "/reset": ["GET", "POST"] } : {}),
        ...(tokens ? { "/token/:userId": ["PUT"] } : {}),
      }),
  ];
}
