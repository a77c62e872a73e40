import { declineChatLink } from "../../db/chat-links.ts";
import type { Db } from "../../db/client.ts";
import { consumeClaim, findClaim } from "../../db/link-claims.ts";

/**
 * Ends a proposal that the person has never seen, so that an admin can make it again, and the person isn't asked for an answer to
 * a question that didn't reach them. A link by address stays.
 */
export async function endProposal(tx: Db, claimId: string, now: Date): Promise<void> {
  const claim = await findClaim(tx, claimId);
  if (!claim || claim.personId === null || !(await consumeClaim(tx, claimId, now))) return;
  await declineChatLink(tx, claim.personId, claim.chatUser, ["pending"]);
}
