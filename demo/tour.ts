import { ADMIN_CHANNEL } from "../sandbox/campus.ts";
import type { TourStep } from "../sandbox/panel.ts";

/** Two minutes through the story, with the buttons that its people press. */
export const tour: readonly TourStep[] = [
  {
    text: "You are Ada, an admin. Each card is a request, with what approving it will make. Approve Ben Birch's.",
    as: "U0ADA",
    place: ADMIN_CHANNEL,
    side: "Trail",
  },
  {
    text: "You are Henrik Hopper, the PI. acct has asked you directly. Approve it: ten seconds.",
    as: "U0HOPPER",
    place: "D0HOPPER",
    side: "Trail",
  },
  {
    text: "Ben has a mail. Open its link, type the PIN 2718, and choose a password. His entry stands under LDAP.",
    as: "U0BEN",
    place: "D0BEN",
    side: "Mail",
  },
  {
    text: "You are Ada again. Ask Layla something with Ask…, deny somebody with a reason, mark Mallory as spam.",
    as: "U0ADA",
    place: ADMIN_CHANNEL,
    side: "Mail",
  },
  {
    text: "You are Amy. Type /acct request and watch the form check the username and project while you type.",
    as: "U0AMY",
    place: "C0GENERAL",
    side: "Trail",
  },
  {
    text: "Open Home beside Messages: an admin's queue, a PI's waiting requests, a requester's progress.",
    as: "U0ADA",
    place: "D0ADA",
    side: "Trail",
  },
  {
    text: "Break something: under Faults, have the next calls answered 500, approve a request, and read Log and Trail.",
    as: "U0ADA",
    place: ADMIN_CHANNEL,
    side: "Faults",
  },
];
