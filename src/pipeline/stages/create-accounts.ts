import { deleteRegistration, findRegistration } from "../../db/registry.ts";
import { NameConflictError } from "../../provisioners/provisioner.ts";
import { afterNamesake } from "../checks/name-conflict.ts";
import { done, notNeeded, type Outcome, type Stage } from "../stage.ts";

export const createAccounts = {
  name: "create-accounts",
  changesOutside: true,
  async run(request, deps): Promise<Outcome> {
    const { db, provisioners } = deps;
    if (provisioners.length === 0) return notNeeded("the registry is all there is");
    const registration = await findRegistration(db, request.id);
    if (!registration) {
      // We gave the name back a moment ago, and could not say so any more: the systems answer the same again.
      return { kind: "rewind", stage: "register", note: "the name was given back, and is looked at again" };
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
    const namesake = failures.find((failure) => failure instanceof NameConflictError);
    if (namesake && failures.length === provisioners.length) {
      // Nothing was made anywhere, so the name and the number go back.
      await deleteRegistration(db, request.id);
      return afterNamesake(request, namesake, deps);
    }
    throw failures[0];
  },
} as const satisfies Stage;
