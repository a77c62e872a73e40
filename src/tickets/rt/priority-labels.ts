import type { PriorityConfig } from "./rt-config.ts";

/** What staff read for each number. The number that marks a failure comes first, under its own label. */
const LABELS = [
  "New",
  "Verified",
  "Waiting for PI",
  "Approved",
  "Registered",
  "Accounts created",
  "Access given",
  "Complete",
];

/** The line for RT's configuration that gives each number of the queue a label, so that staff can choose it and RT stores -1. */
export function priorityLabels({ queue, errorPriority, errorLabel }: PriorityConfig): string {
  const pairs = [
    [errorLabel, errorPriority] as const,
    ...LABELS.map((label, index) => [label, index] as const),
  ];
  const list = pairs.map(([label, number]) => `${perl(label)} => ${number}`).join(", ");
  return `Set(%PriorityAsString, ${perl(queue)} => [ ${list} ], Default => { Low => 0, Medium => 50, High => 100 });`;
}

export const explainPriority = (config: PriorityConfig): string =>
  `Add this line to RT's site configuration: ${priorityLabels(config)} Or set rt.errorPriority to a number that is not negative, such as 99`;

/** Quotes a text in Perl. */
const perl = (text: string) => `'${text.replaceAll(/['\\]/g, "\\$&")}'`;
