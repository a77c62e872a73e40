/** The key of an account of a source. */
export const keyOf = ({ system, id }: { readonly system: string; readonly id: string }): string =>
  `${system}/${id}`;

/** A Keystone ID is a domain and a user, and names are unique within the domain only. Other systems have one domain. */
export const domainOf = (id: string): string => id.slice(0, Math.max(id.lastIndexOf("/"), 0));
