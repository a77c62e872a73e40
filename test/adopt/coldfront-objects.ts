interface Object {
  readonly model: string;
  readonly pk?: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * Returns the objects that `coldfront dumpdata` writes of a small site, with `--natural-foreign` or without. Allocations have no
 * natural key, so that references to them are numbers in any case.
 */
export function coldFrontDump({ natural }: { readonly natural: boolean }): readonly Object[] {
  const choices: Object[] = [];
  const choice = (model: string, name: string) => {
    if (natural) return [name];
    const known = choices.find((each) => each.model === model && each.fields.name === name);
    if (known?.pk !== undefined) return known.pk;
    choices.push({ model, pk: choices.length + 100, fields: { name } });
    return choices.length + 99;
  };
  const users = ["cgray", "sfoster", "kbell"];
  const user = (username: string) => (natural ? [username] : users.indexOf(username) + 1);
  const titles = ["Quarks", "Plasma", "Old"];
  const project = (title: string) => (natural ? [title, "cgray"] : titles.indexOf(title) + 1);

  const people = [
    {
      username: "cgray",
      first_name: "Carl",
      last_name: "Gr\u00e4y",
      email: "cgray@example.com",
      is_active: true,
    },
    {
      username: "sfoster",
      first_name: "Stephanie",
      last_name: "Foster",
      email: "s@example.com",
      is_active: false,
    },
    { username: "kbell", first_name: "", last_name: "", email: "", is_active: true },
  ].map((fields, n) => ({ model: "auth.user", pk: n + 1, fields }));
  const projects = titles.map((title, n) => ({
    model: "project.project",
    pk: n + 1,
    fields: {
      title,
      pi: user("cgray"),
      description: "",
      status: choice("project.projectstatuschoice", title === "Old" ? "Archived" : "Active"),
    },
  }));
  const manager = {
    model: "project.projectuser",
    pk: 1,
    fields: {
      user: user("kbell"),
      project: project("Quarks"),
      role: choice("project.projectuserrolechoice", "Manager"),
      status: choice("project.projectuserstatuschoice", "Active"),
    },
  };
  const allocations = (
    [
      ["Quarks", "Active", "quarks", ["cgray", "Active"], ["sfoster", "Removed"]],
      ["Quarks", "Renewal Requested", "quarks-gpu", ["kbell", "Active"]],
      ["Quarks", "Expired", "older", ["sfoster", "Active"]],
      ["Quarks", "Inactive (Renewed)", "older", ["sfoster", "Active"]],
      ["Plasma", "Active", "", ["cgray", "Active"]],
      ["Plasma", "Active", "root", ["cgray", "Active"]],
    ] as const
  ).flatMap(([title, status, account, ...members], n): Object[] => [
    {
      model: "allocation.allocation",
      pk: n + 1,
      fields: { project: project(title), status: choice("allocation.allocationstatuschoice", status) },
    },
    {
      model: "allocation.allocationattribute",
      fields: {
        allocation: n + 1,
        allocation_attribute_type: choice("allocation.allocationattributetype", "slurm_account_name"),
        value: account,
      },
    },
    ...members.map(([name, state]) => ({
      model: "allocation.allocationuser",
      fields: {
        allocation: n + 1,
        user: user(name),
        status: choice("allocation.allocationuserstatuschoice", state),
      },
    })),
  ]);
  return [...choices, ...people, ...projects, manager, ...allocations];
}
