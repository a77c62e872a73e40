import type { HomeSection } from "../../view/home.ts";
import type { GeneralHandler } from "../handler.ts";
import { homeFor } from "../home/home-for.ts";
import { denyReason } from "../policy.ts";

/** Shows the bot's Home tab. As a button in the tab, this action removes the filter. */
export const showHome: GeneralHandler = {
  name: "show-home",
  right: "see-own",
  notDone: "Not shown",
  async run({ actor, filter }, context) {
    const denial = denyReason("request", actor);
    const home = denial ? { sections: [deniedSection(denial)] } : await homeFor(actor, context, filter);
    return { kind: "home", home };
  },
};

/** Shows a denial in the tab itself, because a message every time the person opens the tab would be annoying. */
const deniedSection = (denial: string): HomeSection => ({
  heading: "Accounts",
  entries: [{ title: "There's nothing for you here", lines: [denial] }],
});
