import type { HomeSection } from "../../view/home.ts";
import type { GeneralHandler } from "../handler.ts";
import { homeFor } from "../home/home-for.ts";
import { denyReason } from "../policy.ts";

/** What a person sees when they open the bot's Home tab. Pressed there, it removes the filter. */
export const showHome: GeneralHandler = {
  name: "show-home",
  right: "see-own",
  notDone: "Not shown",
  async run({ actor, filter }, context) {
    const denial = denyReason("request", actor);
    const home = denial ? { sections: [closedTo(denial)] } : await homeFor(actor, context, filter);
    return { kind: "home", home };
  },
};

/** Said on the tab itself: a message each time it is opened would be one too many. */
const closedTo = (denial: string): HomeSection => ({
  heading: "Accounts",
  entries: [{ title: "There's nothing for you here", lines: [denial] }],
});
