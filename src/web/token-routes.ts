import type { FastifyInstance } from "fastify";
import { describeFailure, newReference } from "../failure/describe-failure.ts";
import type { Log } from "../log.ts";
import { type LinkSecrets, type SetUpLinkDeps, setUpLink } from "../pipeline/passwords/set-up-link.ts";
import { sendText } from "./answer.ts";
import { takeAnyBody } from "./form-fields.ts";

export interface TokenRoutesDeps {
  readonly deps: SetUpLinkDeps;
  /** Whether Keystone accepts this token for the admin project. */
  isAdminToken(token: string): Promise<boolean>;
  readonly log: Log;
}

/**
 * `PUT /token/<user_id>` keeps setpass's contract: it checks the header, then Keystone, then the body with any content type,
 * and answers with the new token. A caller with a good token is never rate limited. The statuses are setpass's, including
 * the 500 for a body that it cannot read; only the texts are clearer.
 */
export async function tokenRoutes(app: FastifyInstance, { deps, isAdminToken, log }: TokenRoutesDeps) {
  takeAnyBody(app);

  app.put<{ Params: { userId: string } }>("/token/:userId", async (request, reply) => {
    const { userId } = request.params;
    if (userId === "" || userId.includes("/")) return reply.callNotFound();
    if (userId.length > MAX_ID) return sendText(reply, 414, "The user's id is too long.");
    const token = request.headers["x-auth-token"];
    if (typeof token !== "string" || token === "") return sendText(reply, 401, "Unauthorized");
    try {
      if (!(await isAdminToken(token))) return sendText(reply, 403, "Forbidden");
    } catch (error) {
      const reference = newReference();
      log.error({ err: error, reference, userId }, "could not check a token with Keystone");
      return sendText(reply, 500, `Keystone did not check the token: ${describeFailure(error, reference)}`);
    }
    const secrets = readSecrets(request.body);
    if (typeof secrets === "string") return sendText(reply, 500, secrets);
    const made = await setUpLink(userId, secrets, deps);
    if (typeof made === "string") return sendText(reply, 500, MISSING[made]);
    log.info({ userId }, "set up a link for a Keystone user");
    return sendText(reply, 200, made.token);
  });
}

/** Keystone's own ids have at most 64 characters. */
const MAX_ID = 100;

const MISSING = {
  "no-link": "This user has no link yet: pin and password are needed.",
  erased:
    "PIN and password were erased when this user's link was used or expired: pin and password are needed.",
} as const;

/** Accepts any JSON whose `pin` and `password` are strings or numbers; otherwise returns a sentence that says what is wrong. */
function readSecrets(body: unknown): LinkSecrets | string {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.isBuffer(body) ? body.toString("utf8") : "");
  } catch {
    return "The body is not JSON.";
  }
  const { pin, password } = (json ?? {}) as Record<string, unknown>;
  for (const [name, value] of Object.entries({ pin, password })) {
    if (!["undefined", "string", "number"].includes(typeof value)) return `${name} must be a text.`;
  }
  return {
    ...(pin === undefined ? {} : { pin: String(pin) }),
    ...(password === undefined ? {} : { password: String(password) }),
  };
}
