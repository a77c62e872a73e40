import { listOpenAsks } from "../../db/agreement-asks.ts";
import { KINDS } from "../../db/names.ts";
import { findOpenByUsername } from "../../db/requests.ts";
import { findSigner } from "../agreements/find-signer.ts";
import { missingRequest } from "./request-state.ts";
import type { WhyDeps, WhySubject } from "./subject.ts";
import type { WhyLink } from "./why-link.ts";

const LABEL = "Read and sign…";

/** What someone has to sign before they are let in, or let in again. */
export async function signatureLinks({ account, personId }: WhySubject, deps: WhyDeps): Promise<WhyLink[]> {
  if (!account || personId === undefined) return [];
  const { db, rules } = deps;
  const request = await findOpenByUsername(db, account.username, KINDS);
  if (request?.waitsFor === "signature") return [await missingRequest("signatures", request, deps)];
  const { personIds } = await findSigner(db, personId);
  const asks = await listOpenAsks(db, personIds);
  const titleOf = (name: string) => rules.agreements?.find((one) => one.name === name)?.title ?? name;
  const [late] = asks.filter(({ suspendedAt }) => suspendedAt !== null);
  if (late) {
    const title = titleOf(late.agreement);
    return [
      {
        ...{ name: "signatures", state: "missing" },
        detail: [
          `${account.username} hasn't signed ${title}, and is locked out for it since `,
          late.suspendedAt ?? "",
          ".",
        ],
        sentence: [
          `You were locked out because you haven't signed ${title}: it was due `,
          late.suspendedAt ?? "",
          ".",
        ],
        ownButtons: [{ action: "sign", label: LABEL, mark: late.mark, style: "primary" }],
        hint: "Once they sign, acct lets them in again.",
      },
    ];
  }
  const [open] = asks;
  if (open)
    return [
      {
        ...{ name: "signatures", state: "note" },
        detail: [
          `${account.username} was asked to sign ${titleOf(open.agreement)} `,
          open.askedAt,
          ", and still has time.",
        ],
      },
    ];
  return rules.agreements?.length
    ? [{ name: "signatures", state: "ok", detail: `${account.username} has nothing left to sign.` }]
    : [];
}
