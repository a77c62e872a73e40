import type { InvitationForm, RosterShown } from "../../src/web/pages.ts";

/** What the page of an invitation shows to someone who has no account. */
export const anInvitation: InvitationForm = {
  ...{ token: "T", project: "astro", by: "Bo Birch", email: "nina@example.org", role: "member" },
  end: "March 29, 2026",
  hasAccount: false,
  asksSshKey: true,
  typed: { givenName: "Nina", familyName: "Novak", username: "", reason: "", sshPublicKey: "", pin: "" },
  problems: { pin: "The PIN must be 4 to 8 digits." },
};

/** What the page of a project shows to its PI. */
export const aRoster: RosterShown = {
  ...{ token: "T", project: "astro", manages: true, leaves: true },
  people: [
    {
      ...{
        handle: "aash",
        name: "Amy Ash (aash)",
        role: "member",
        since: "Mar 1, 2026",
        end: "Mar 29, 2026",
      },
      ...{ removable: true, promotable: true, demotable: false },
    },
  ],
  invitations: [{ id: "I1", name: "nina@example.org", until: "Mar 15, 2026" }],
  removals: [{ id: 7, name: "ben" }],
  problem: "Choose today or a later day.",
};
