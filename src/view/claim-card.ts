import type { PiClaim } from "../db/tables/pi-claims.ts";
import type { Notice } from "./notice.ts";

/** What the admins read about someone who says that they are the PI of a project. */
export function buildClaimCard(claim: PiClaim): Notice {
  const { id, project, name, email, state, proposedByName, decidedByName, answeredAt } = claim;
  switch (state) {
    case "confirmed":
      return { title: `${name} is the PI of ${project}`, lines: [`Confirmed by ${decidedByName}. ${email}`] };
    case "rejected":
      return {
        title: `${name} wasn't confirmed as the PI of ${project}`,
        lines: [`${decidedByName} decided this. ${email}`],
      };
    case "overtaken":
      return { title: `${project} has another PI`, lines: [`${name} (${email}) said they were the PI.`] };
    default:
      return {
        title: `${name} says they're the PI of ${project}`,
        lines: [
          [`${proposedByName} asked ${email}. They answered `, answeredAt ?? claim.createdAt, "."],
          `If you confirm, ${name} decides who may join ${project}. Until then, they have no rights there.`,
        ],
        buttons: [
          { action: "confirm-pi", label: "Confirm", style: "primary", mark: id },
          { action: "reject-pi", label: "Don't confirm", mark: id },
        ],
      };
  }
}
