/** What decides in which order the systems come. */
export interface OrderConfig {
  readonly ldap?: unknown;
  readonly openstack?: unknown;
  readonly slurm?: unknown;
  readonly gitlab?: unknown;
  readonly arvados?: unknown;
  readonly commands: readonly {
    readonly name: string;
    readonly after?: readonly string[] | undefined;
    readonly before?: readonly string[] | undefined;
  }[];
}

/**
 * Names for each configured system those that have to come first. The directory comes before the others, because they look
 * people up there, unless a command's settings say otherwise.
 */
export function systemOrder({
  ldap,
  openstack,
  slurm,
  gitlab,
  arvados,
  commands,
}: OrderConfig): Map<string, readonly string[]> {
  const directory = ldap ? ["LDAP"] : [];
  const ownOrder = commands.map(({ name, after, before }) => ({
    name,
    after: after ?? (before ? [] : directory),
    before: before ?? [],
  }));
  const systems = [
    ...directory.map((name) => ({ name, after: [] as readonly string[] })),
    ...(openstack ? [{ name: "OpenStack", after: directory }] : []),
    ...(slurm ? [{ name: "Slurm", after: directory }] : []),
    ...(gitlab ? [{ name: "GitLab", after: directory }] : []),
    ...(arvados ? [{ name: "Arvados", after: directory }] : []),
    ...ownOrder,
  ];
  return new Map(
    systems.map(({ name, after }) => [
      name,
      [...after, ...ownOrder.filter(({ before }) => before.includes(name)).map((each) => each.name)],
    ]),
  );
}

/** Describes what is wrong with the order: a name that no system has, or a circle. Undefined: nothing. */
export function explainBadOrder(config: OrderConfig): string | undefined {
  const order = systemOrder(config);
  const named = config.commands.flatMap(({ after = [], before = [] }) => [...after, ...before]);
  const unknown = named.find((name) => !order.has(name));
  if (unknown !== undefined)
    return `must name configured systems in after and before: there is no ${unknown}, only ${[...order.keys()].join(", ")}`;
  const circle = findCircle(order);
  return circle && `must not go around in a circle: ${circle.join(" after ")}`;
}

function findCircle(order: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const settled = new Set<string>();
  const visit = (name: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name];
    if (settled.has(name)) return undefined;
    for (const each of order.get(name) ?? []) {
      const found = visit(each, [...path, name]);
      if (found) return found;
    }
    settled.add(name);
    return undefined;
  };
  for (const name of order.keys()) {
    const found = visit(name, []);
    if (found) return found;
  }
  return undefined;
}
