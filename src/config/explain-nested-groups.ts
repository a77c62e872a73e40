/** Someone who leaves a group also leaves everything below it, so nothing of another project may be in it. */
export function explainNestedGroups(
  groups: readonly string[],
  parentGroup: string | undefined,
): string | undefined {
  const paths = [...groups, ...(parentGroup === undefined ? [] : [parentGroup])];
  for (const [at, group] of groups.entries()) {
    const above = group.toLowerCase();
    const inside = paths.find(
      (path, n) => n !== at && (path.toLowerCase() === above || path.toLowerCase().startsWith(`${above}/`)),
    );
    if (inside !== undefined)
      return `must not have ${inside} within ${group}: someone who leaves a group leaves everything in it`;
  }
  return undefined;
}
