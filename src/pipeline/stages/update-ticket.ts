import { notNeeded, type Stage } from "../stage.ts";

export const updateTicket = {
  name: "update-ticket",
  async run() {
    return notNeeded("no ticket system is configured");
  },
} as const satisfies Stage;
