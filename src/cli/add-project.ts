import type { Command } from "commander";
import { localActor } from "../commands/local-actor.ts";
import { findPerson } from "../db/find-person.ts";
import { Failure } from "../failure/failure.ts";
import { askPi } from "../pipeline/pi-claims/ask-pi.ts";
import { setProjectPi } from "../pipeline/set-project-pi.ts";
import { print } from "./print.ts";
import { withTools } from "./with-database.ts";

/** `acct project`: what the registry says about one project. */
export function addProject(program: Command): void {
  const commands = program.command("project").description("change what the registry says about a project");
  commands
    .command("ask-pi")
    .description(
      "ask a person whether they are the PI of a project without one; if they say yes, an admin confirms it",
    )
    .argument("<project>", "the project's name")
    .argument("<who>", "a username, or an email address that the registry or the campus directory has")
    .action((project: string, who: string) =>
      withTools(async (deps) => {
        const asked = await askPi(project, who, localActor(), deps);
        if (asked.kind === "refused") throw new Failure(asked.why);
        print(
          `Asked ${asked.name} ${asked.where}. If they say yes, the admin channel gets a card to confirm. Nothing changes until then.`,
        );
      }),
    );
  commands
    .command("set-pi")
    .description("make a person the PI of a project; they and the PI before them are told")
    .argument("<project>", "the project's name")
    .argument("<who>", "a username, an email address, or the person's number")
    .action((project: string, who: string) =>
      withTools(async (deps) => {
        const person = await findPerson(deps.db, who);
        if (!person)
          throw new Failure(`The registry has no one called ${who}. Take them in with acct adopt.`);
        const before = await setProjectPi(project, person, localActor(), deps);
        const instead = before.length > 0 ? ` instead of ${before.join(", ")}` : "";
        print(
          `${who} is the PI of ${project} now${instead}. Requests that were sent to someone else stay there.`,
        );
      }),
    );
}
