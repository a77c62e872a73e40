import { KINDS, type Kind } from "../../db/names.ts";
import { account } from "./account.ts";
import type { RequestKind } from "./kind.ts";
import { membership } from "./membership.ts";
import { offboarding } from "./offboarding.ts";
import { password } from "./password.ts";
import { quota } from "./quota.ts";

/** Every kind of request. The type makes sure that a new kind doesn't compile until it is here. */
export const REQUEST_KINDS: Readonly<Record<Kind, RequestKind>> = {
  account,
  membership,
  offboarding,
  quota,
  password,
};

/** The kinds for which this is true, for a query. */
export function kindsThat(holds: (kind: RequestKind) => boolean): Kind[] {
  return KINDS.filter((name) => holds(REQUEST_KINDS[name]));
}
