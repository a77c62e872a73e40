import type { SetPasswordResult } from "../pipeline/passwords/set-password-by-link.ts";

/** Why a link does not work, at least for now. */
export type DeadLinkAnswer =
  | Exclude<SetPasswordResult["kind"], "set" | "wrong-pin" | "rejected">
  | "no-cookie";

/** setpass's statuses and texts (docs/setpass.md), and our own for cases that it did not have. */
export const ANSWERS: Readonly<Record<DeadLinkAnswer, { readonly status: number; readonly text: string }>> = {
  unknown: { status: 404, text: "Token not found" },
  used: { status: 404, text: "Token not found" },
  "no-cookie": { status: 404, text: "Token not found" },
  "already-set": { status: 409, text: "Password already set." },
  locked: { status: 403, text: "Account locked, too many wrong attempts!" },
  shut: { status: 403, text: "Account locked by an admin." },
  expired: { status: 403, text: "Token expired" },
  stale: { status: 500, text: "The one-time password is no longer valid." },
  unsure: { status: 500, text: "The password may be set, and this token has ended." },
  busy: { status: 503, text: "This token is in use, try again." },
  denied: { status: 503, text: "The password could not be set, try again later." },
  unreachable: { status: 503, text: "The password could not be set, try again later." },
};
