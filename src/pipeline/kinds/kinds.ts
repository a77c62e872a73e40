import { KINDS, type Kind } from "../../db/names.ts";
import { account } from "./account.ts";
import { gitlabAccount } from "./gitlab-account.ts";
import type { RequestKind } from "./kind.ts";
import { membership } from "./membership.ts";
import { membershipChange } from "./membership-change.ts";
import { newPi } from "./new-pi.ts";
import { offboarding } from "./offboarding.ts";
import { password } from "./password.ts";
import { project } from "./project.ts";
import { quota } from "./quota.ts";
import { removal } from "./removal.ts";
import { resumption } from "./resumption.ts";
import { suspension } from "./suspension.ts";
import { trustReview } from "./trust-review.ts";

/** Every kind of request. The type makes sure that a new kind doesn't compile until it is here. */
export const REQUEST_KINDS: Readonly<Record<Kind, RequestKind>> = {
  account,
  "gitlab-account": gitlabAccount,
  membership,
  "membership-change": membershipChange,
  "new-pi": newPi,
  offboarding,
  project,
  quota,
  password,
  removal,
  resumption,
  suspension,
  "trust-review": trustReview,
};

/** The kinds for which this is true, for a query. */
export function kindsThat(holds: (kind: RequestKind) => boolean): Kind[] {
  return KINDS.filter((name) => holds(REQUEST_KINDS[name]));
}
