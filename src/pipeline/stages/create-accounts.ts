import { deleteRegistration, findRegistration } from "../../db/registry.ts";
import { NamesakeError } from "../../provisioners/provisioner.ts";
import { afterNamesake } from "../namesake.ts";
import { done, notNeeded, type Outcome, type Stage } from "../stage.ts";

export const createAccounts = {
  name: "create-accounts",
  changesOutside: true,
  async run(request, tools): Promise<Outcome> {
    const { db, provisioners } = tools;
    if (provisioners.length === 0) return notNeeded("the registry is all there is");
    const registration = await findRegistration(db, request.id);
    if (!registration) {
      // We gave the name back a moment ago, and could not say so any more: the systems answer the same again.
      return { kind: "back", stage: "register", note: "the name was given back, and is looked at again" };
    }

    const { account, project } = registration;
    const made = await Promise.allSettled(provisioners.map(({ ensure }) => ensure(account, project)));
    const failures = made
      .filter((result) => result.status === "rejected")
      .map(({ reason }) => reason as unknown);

    if (failures.length === 0) {
      return done(
        made
          .map((result, at) => `${provisioners[at]?.name}: ${"value" in result ? result.value : ""}`)
          .join("; "),
      );
    }
    const namesake = failures.find((failure) => failure instanceof NamesakeError);
    if (namesake && failures.length === provisioners.length) {
      // Nothing was made anywhere, so the name and the number go back.
      await deleteRegistration(db, request.id);
      return afterNamesake(request, namesake, tools);
    }
    throw failures[0];
  },
} as const satisfies Stage;
