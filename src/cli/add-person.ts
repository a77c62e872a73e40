import type { Command } from "commander";
import { addPersonMerge } from "./add-person-merge.ts";

/** `acct person` */
export function addPerson(program: Command): void {
  const person = program.command("person").description("show or change what acct knows about a person");
  addPersonMerge(person);
}
