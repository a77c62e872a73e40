/** Who people are: the campus's own record of its members, which acct only reads. */
export interface Directory {
  /** Its name in sentences for people: "the campus directory". */
  readonly name: string;
  /** Finds the one person with this address, whatever the case of its letters. Never throws because the directory is away. */
  findByEmail(email: string): Promise<DirectoryAnswer>;
  /** Finds a person by `campusId`, wherever they have moved to and whatever they are called now. */
  findById(campusId: string): Promise<DirectoryAnswer>;
  /** Searches it, and throws a `Failure` if that doesn't work. Returns what should be changed all the same, one sentence each. */
  check(): Promise<readonly string[]>;
}

/**
 * "unknown" is neither yes nor no: the directory is away, refuses us, or shows us too little to tell. Nothing may be concluded
 * from it. `why` is a sentence for admins.
 */
export type DirectoryAnswer =
  | { readonly answer: "found"; readonly person: DirectoryPerson }
  | { readonly answer: "not-found" }
  | { readonly answer: "unknown"; readonly why: string };

export interface DirectoryPerson {
  /** An ID that stays the same when the person gets another name, address or place in the tree. */
  readonly campusId: string;
  /** All addresses that the directory has for the person, in lower case. */
  readonly emails: readonly string[];
  readonly givenName: string;
  readonly familyName: string;
  /** The directory's words for what they are, such as "staff" or "student". */
  readonly affiliations: readonly string[];
  readonly active: Active;
  /** Explains `active` for admins: "disabled (userAccountControl)". */
  readonly evidence: string;
}

/** Whether the person belongs to the campus now. "unknown": the directory has a value that can't be read. */
export type Active = true | false | "unknown";
