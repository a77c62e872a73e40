/** Labels that are longer than a dialog of Mattermost shows, and what stands there instead. The long one begins the hint. */
const SHORT_LABELS: readonly (readonly [long: RegExp, short: string])[] = [
  [/^Principal investigator \(PI\)$/, "PI"],
  [/^What will you use the account for\?$/, "Purpose"],
  [/^What do you need them for\?$/, "Purpose"],
  [/^Why are you approving this\?$/, "Reason"],
  [/^PIN \(for the link by email\)$/, "PIN"],
  [/^With the selected requests$/, "Decision"],
  [/^Selected requests marked ⚠$/, "Requests marked ⚠"],
  [/^Or enter their email address /, "Or their email address"],
  [/^Type .+ to confirm$/, "Username"],
  [/^Username of the person /, "Username"],
  [/^Name of the project /, "Project name"],
];

/** Returns the short form of a label. Undefined if it has none. */
export const shortLabel = (label: string): string | undefined =>
  SHORT_LABELS.find(([long]) => long.test(label))?.[1];
