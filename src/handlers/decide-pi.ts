import type { Actor } from "../chat/chat.ts";
import type { Reply } from "../chat/interaction.ts";
import { decideClaim } from "../pipeline/pi-claims/decide-claim.ts";
import { buildClaimCard } from "../view/claim-card.ts";
import { type HandlerContext, message } from "./handler.ts";

/** Records an admin's decision on a PI's claim. The card shows it to everyone else. */
export async function decidePi(
  claimId: string,
  decision: "confirmed" | "rejected",
  actor: Actor,
  context: HandlerContext,
): Promise<Reply> {
  const decided = await decideClaim(claimId, decision, actor, context);
  switch (decided.kind) {
    case "confirmed":
      return message(`${decided.claim.name} is the PI of ${decided.claim.project} now`, "We've told them.");
    case "rejected":
      return message(
        `${decided.claim.name} isn't the PI of ${decided.claim.project}`,
        "We've told them. The project still has no PI.",
      );
    case "late": {
      const { title, lines } = buildClaimCard(decided.claim);
      return message("Nothing changed", `${title}.`, ...lines);
    }
    case "own":
      return message("Not confirmed", "You can't decide on your own claim. Ask another admin.");
    case "moved":
      return message(
        "Not confirmed",
        `${decided.claim.email} is no longer the address of ${decided.claim.name}. Choose "Don't confirm", and ask again with /acct ask-pi.`,
      );
    case "offboarded":
      return message(
        "Not confirmed",
        `${decided.claim.name} was offboarded. Choose "Don't confirm", or run acct resume first.`,
      );
    case "unknown":
      return message("Nothing changed", "This claim is no longer there.");
  }
}
