import { keepEmail as keep } from "../../pipeline/people/keep-email.ts";
import { fullName } from "../../view/full-name.ts";
import { type GeneralHandler, message, toEventActor } from "../handler.ts";
import { readChangedAddress } from "../read-changed-address.ts";

/** Lets an admin leave a person's address as it is. No one is asked about the other address again. */
export const keepEmail: GeneralHandler = {
  name: "keep-email",
  right: "change-email",
  notDone: "Nothing changed",
  async run({ actor, text }, context) {
    const { person, address } = await readChangedAddress(text, context);
    await keep(person, address, toEventActor(actor), context);
    return message(
      `We keep the address of ${fullName(person)}`,
      `We won't ask about ${address} again. To change it later, run acct person set-email.`,
    );
  },
};
