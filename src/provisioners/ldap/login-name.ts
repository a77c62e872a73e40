import type { Entry } from "ldapts";
import type { AccountRef } from "../provisioner.ts";
import { isCalled, usernamesIn } from "./find-person.ts";

/** What the person logs in with: the name in the directory, if someone has renamed them. */
export const loginName = (entry: Entry, { username }: AccountRef) =>
  isCalled(entry, username) ? username : (usernamesIn(entry)[0] ?? "");
