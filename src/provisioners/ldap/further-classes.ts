import type { LdapConfig } from "./ldap-session.ts";

/** The values that fill the templates of `ldap.objectClasses`. */
interface Values {
  readonly username: string;
  readonly uidNumber: number;
  readonly gidNumber: number;
  readonly givenName: string;
  readonly familyName: string;
  readonly email: string | null;
}

/** Returns the site's own object classes of a person and their attributes, filled in. */
export function furtherClasses(
  { objectClasses = {} }: Pick<LdapConfig, "objectClasses">,
  values: Values,
): { readonly names: readonly string[]; readonly attributes: Readonly<Record<string, string>> } {
  const fill = (template: string) =>
    template.replace(/\{(\w+)\}/g, (whole, name: string) =>
      name in values ? String(values[name as keyof Values] ?? "") : whole,
    );
  const attributes = Object.values(objectClasses).flatMap((templates) =>
    Object.entries(templates).map(([name, template]) => [name, fill(template)] as const),
  );
  return { names: Object.keys(objectClasses), attributes: Object.fromEntries(attributes) };
}
