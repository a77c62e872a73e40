import type { Directory, DirectoryPerson } from "../../directory/directory.ts";
import { Failure } from "../../failure/failure.ts";
import { answered } from "../answered.ts";
import { no, type RuleSource, type SourceAnswer, type Subject, unknown, yes } from "../rule-source.ts";
import { REMOTE_MAX_AGE_MS } from "./max-age.ts";

/** `affiliation: staff`: whether the campus directory says that the person is this, and that they are active. */
export function affiliation({ directory }: { readonly directory: Directory }): RuleSource<string> {
  const { name } = directory;
  return {
    name: "affiliation",
    system: name,
    maxAgeMs: REMOTE_MAX_AGE_MS,
    facts: ["campusId", "emails"],
    describe: (wanted) => `${name} lists the person as ${wanted}`,
    ask: (wanted, subject, signal) =>
      answered(name, signal, async () => {
        const found = await findPerson(directory, subject, signal);
        return "answer" in found ? found : judge(found, wanted, name);
      }),
    async check() {
      await directory.check();
    },
  };
}

function judge(person: DirectoryPerson, wanted: string, directory: string): SourceAnswer {
  const { active, affiliations, evidence } = person;
  const who = person.emails[0] ?? person.campusId;
  if (active === false) return no(`${who} is not active in ${directory}: ${evidence}`);
  if (active === "unknown") return unknown(`${directory} does not say whether ${who} is active: ${evidence}`);
  // A directory that hides affiliations looks the same as one in which the person has none.
  if (affiliations.length === 0) return unknown(`${directory} shows acct no affiliation of ${who}`);
  const list = affiliations.join(", ");
  const has = affiliations.some((each) =>
    [each.toLowerCase(), unscoped(each)].includes(wanted.toLowerCase()),
  );
  return has ? yes(`${who} is ${list} in ${directory}`) : no(`${who} is only ${list} in ${directory}`);
}

/** A scoped affiliation is "staff@campus.example" (eduPerson). */
const unscoped = (text: string) => text.toLowerCase().replace(/@.*$/, "");

/** Finds the person by their ID; by their addresses only if nobody knows that. */
async function findPerson(
  { name, findById, findByEmail }: Directory,
  { campusId, emails }: Subject,
  signal: AbortSignal,
): Promise<DirectoryPerson | SourceAnswer> {
  if (campusId !== undefined) {
    const found = await findById(campusId);
    if (found.answer === "unknown") return unknown(found.why);
    return found.answer === "found"
      ? found.person
      : no(`${name} no longer has anyone with the ID ${campusId}`);
  }
  if (emails.length === 0) return unknown(`no address of this person is proven, so ${name} was not asked`);
  const people = new Map<string, DirectoryPerson>();
  for (const email of emails) {
    if (signal.aborted) throw new Failure(`${name} did not answer in time`);
    const found = await findByEmail(email);
    if (found.answer === "unknown") return unknown(found.why);
    if (found.answer === "found") people.set(found.person.campusId, found.person);
  }
  const [person, another] = people.values();
  if (another) return unknown(`${name} has several people with the addresses ${emails.join(", ")}`);
  return person ?? unknown(`${name} has no one with the address ${emails.join(" or ")}`);
}
