import type { AgreementAsk } from "../../db/tables/agreement-asks.ts";
import type { Request } from "../../db/tables/requests.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { signedToken } from "../secrets/signed-token.ts";

type Deps = Pick<PipelineDeps, "rules" | "secretKey" | "now">;

/** The page where a requester reads and signs. The same link opens the page where they follow the request. */
export function agreementsUrlOf(
  { id, mark, email }: Pick<Request, "id" | "mark" | "email">,
  deps: Deps,
): string {
  return pageWith(
    signedToken(deps.secretKey, { purpose: "request", requestId: id, mark, email, until: untilIn(deps) }),
    deps,
  );
}

/** The page where someone reads and signs again. */
export function agreementsUrlFor(
  { id, mark }: Pick<AgreementAsk, "id" | "mark">,
  email: string,
  deps: Deps,
): string {
  return pageWith(
    signedToken(deps.secretKey, { purpose: "renew", requestId: id, mark, email, until: untilIn(deps) }),
    deps,
  );
}

/** Someone whose access is suspended has to be able to sign for a long time, and every message has a new link. */
const untilIn = ({ now, rules }: Deps) => new Date(now().getTime() + 4 * rules.times.expireAfter);

const pageWith = (token: string, { rules }: Deps) => `${rules.publicUrl}/agreements?token=${token}`;
