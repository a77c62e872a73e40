/** The system that other accounts live in, beside ours: whose names and numbers are taken. */
export interface Directory {
  readonly name: string;
  findByUsername(username: string): Promise<DirectoryPerson | undefined>;
  findByEmail(email: string): Promise<DirectoryPerson | undefined>;
  /** People of this family name whose given name begins alike; at most a handful. */
  findByName(givenName: string, familyName: string): Promise<readonly DirectoryPerson[]>;
  findGroup(name: string): Promise<DirectoryGroup | undefined>;
  /** The next number, where the directory counts them itself; taken once, so that a gap is possible and a repeat is not. */
  takeNumber?(attribute: "uidNumber" | "gidNumber"): Promise<number>;
  isUidNumberTaken(uidNumber: number): Promise<boolean>;
  isGidNumberTaken(gidNumber: number): Promise<boolean>;
}

export interface DirectoryPerson {
  readonly username: string;
  readonly email: string | undefined;
  /** False: an entry about somebody who cannot log in with it. Its name is taken all the same. */
  readonly hasAccount: boolean;
}

export interface DirectoryGroup {
  readonly name: string;
  readonly gidNumber: number;
}
