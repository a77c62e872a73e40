import { askPi as ask } from "../../pipeline/pi-claims/ask-pi.ts";
import { type GeneralHandler, message, toEventActor } from "../handler.ts";
import { MENTION } from "../resolve-pi.ts";

/** Lets an admin ask someone whether they are the PI of a project that has none. */
export const askPi: GeneralHandler = {
  name: "ask-pi",
  right: "ask-pi",
  notDone: "Not asked",
  command: {
    name: "ask-pi",
    arguments: "<project> <who>",
    help: "Ask a person (account or address) whether they are the PI of a project",
  },
  async run({ actor, text }, context) {
    const [project = "", who = ""] = text.split(" ");
    if (who === "")
      return message(
        "Not asked",
        "Name the project and the person, e.g. /acct ask-pi astro petra@example.org",
      );
    const [, user] = MENTION.exec(who) ?? [];
    const asked = await ask(project, user ?? who, toEventActor(actor), context);
    if (asked.kind === "refused") return message("Not asked", asked.why);
    return message(
      `We've asked ${asked.name}`,
      `We've asked them ${asked.where}. If they say yes, the admin channel gets a card to confirm. Nothing changes until then.`,
    );
  },
};
