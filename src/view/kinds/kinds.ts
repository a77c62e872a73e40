import type { Kind } from "../../db/names.ts";
import { account } from "./account.ts";
import { gitlabAccount } from "./gitlab-account.ts";
import type { KindView } from "./kind.ts";
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

/** The view of every kind. The type makes sure that a new kind doesn't compile until it has a view. */
export const KIND_VIEWS: Readonly<Record<Kind, KindView>> = {
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
