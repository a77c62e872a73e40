/** A person's names. One of them is empty for someone who has only one. */
export interface FullName {
  readonly givenName: string;
  readonly familyName: string;
}

/** A person's names in one line, also if they have only one. */
export const fullName = ({ givenName, familyName }: FullName) => `${givenName} ${familyName}`.trim();
