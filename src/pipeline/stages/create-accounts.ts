import { deleteRegistration, findRegistration } from "../../db/registry.ts";
import { NamesakeError } from "../../provisioners/provisioner.ts";
import { done, notNeeded, refuse, type Stage } from "../stage.ts";

export const createAccounts = {
  name: "create-accounts",
  changesOutside: true,
  async run(request, { db, provisioners }) {
    if (provisioners.length === 0) return notNeeded("the registry is all there is");
    const registration = await findRegistration(db, request.id);
    if (!registration) throw new Error(`The registry has no account for request ${request.id}`);

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
      // Nothing was made anywhere, so the name and the number go back and the person can ask again.
      await deleteRegistration(db, request.id);
      return refuse(namesake.message);
    }
    throw failures[0];
  },
} as const satisfies Stage;
