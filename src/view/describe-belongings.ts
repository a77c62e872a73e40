/** Lists what someone has in a system: "running jobs (2), default accounts (1)". Empty for nothing. */
export const describeBelongings = (
  all: readonly { readonly what: string; readonly count: number }[],
): string => all.flatMap(({ what, count }) => (count === 0 ? [] : [`${what} (${count})`])).join(", ");
