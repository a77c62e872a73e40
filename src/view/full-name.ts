/** A person's names. Someone who has only one has no given name. */
export interface FullName {
  readonly givenName: string;
  readonly familyName: string;
}

/** A person's names in one line, also if they have only one. */
export const fullName = ({ givenName, familyName }: FullName) => `${givenName} ${familyName}`.trim();
