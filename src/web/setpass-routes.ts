import type { FastifyInstance } from "fastify";
import { refuseOtherMethods } from "./other-methods.ts";
import { passwordRoutes } from "./password-routes.ts";
import type { PasswordPage } from "./password-view.ts";
import { type ResetPage, type ResetService, resetRoutes } from "./reset-routes.ts";
import { type TokenRoutes, tokenRoutes } from "./token-routes.ts";

/** The password service, alone or inside acct: the pages and, if there is a Keystone, the API for programs. */
export function setpassRoutes(
  pages: PasswordPage & Omit<ResetPage, "resets"> & { readonly resets: ResetService | undefined },
  tokens: TokenRoutes | undefined,
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
