import { openDatabase } from "../../src/db/client.ts";
import { openLog } from "../../src/log.ts";
import { buildWorkflows } from "../../src/pipeline/workflows.ts";
import { ldap } from "../../src/provisioners/ldap/ldap.ts";
import type { LdapConfig } from "../../src/provisioners/ldap/ldap-session.ts";
import { openGuard } from "../../src/web/guard.ts";
import { mountOf } from "../../src/web/mount.ts";
import { serveWeb } from "../../src/web/server.ts";
import { setpassRoutes } from "../../src/web/setpass-routes.ts";
import { approvalsOf } from "../local-stack/approvals-of.ts";
import { BENCH_KEY } from "./passwords.ts";

/* Serves the password page as app.ts does, with one directory. */
const [url = "", directory = "{}", port = "0"] = process.argv.slice(2);
const log = openLog("silent");
const { db } = openDatabase({ url }, () => undefined);
const site = {
  ...{ name: "Bench", helpAddress: "help@example.org", timeZone: "UTC", language: "en" },
  mount: mountOf("http://127.0.0.1"),
};
const guard = openGuard({ db, now: () => new Date(), log });
const pages = {
  site,
  setPasswordDeps: {
    db,
    now: () => new Date(),
    secretKey: BENCH_KEY,
    workflows: buildWorkflows(approvalsOf({ account: ["admin"], membership: ["pi"], quota: ["admin"] })),
    passwords: [ldap(JSON.parse(directory) as LdapConfig)],
    ownPasswords: undefined,
    maxAttempts: 3,
  },
  front: undefined,
  minLength: 8,
  minStrength: 2,
  rules: undefined,
  resets: undefined,
  isHttps: false,
  guard,
  log,
};
await serveWeb(
  { host: "127.0.0.1", port: Number(port), publicUrl: "http://127.0.0.1", trustProxy: [] },
  {
    site,
    branding: { accent: { light: "#1f5fbf", dark: "#7fb0ff" }, logo: undefined },
    guard,
    log,
    routes: setpassRoutes(pages, undefined),
  },
);
process.send?.({ kind: "ready" });
