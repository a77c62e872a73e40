import { Failure } from "../../failure/failure.ts";
import { setEmail } from "../../pipeline/people/set-email.ts";
import { fullName } from "../../view/full-name.ts";
import { type GeneralHandler, message, toEventActor } from "../handler.ts";
import { readChangedAddress } from "../read-changed-address.ts";

const NOT_DONE = "Address not changed";

/** Lets an admin take over the address that the chat or the directory has for a person now, in every system. */
export const changeEmail: GeneralHandler = {
  name: "change-email",
  right: "change-email",
  notDone: NOT_DONE,
  async run({ actor, text }, context) {
    const { person, address } = await readChangedAddress(text, context);
    try {
      const lines: string[] = [];
      for await (const line of setEmail(String(person.id), address, toEventActor(actor), context))
        lines.push(line);
      return message(`The address of ${fullName(person)} is ${address} now`, ...lines);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return message(NOT_DONE, error.message, "Press the button again once this is solved.");
    }
  },
};
