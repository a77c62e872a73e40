import { randomBytes } from "node:crypto";

/** The IDs that let an app open a modal in response to a person's action. */
export interface Triggers {
  make(user: string): string;
  /** The person, or why the ID is invalid: already used, expired, or never issued. */
  use(id: string): { readonly user: string } | { readonly error: string };
}

export function openTriggers(lifeMs: number): Triggers {
  const given = new Map<string, { user: string; until: number; used: boolean }>();
  return {
    make(user) {
      const id = `${Date.now()}.${randomBytes(4).readUInt32BE()}.${randomBytes(16).toString("hex")}`;
      given.set(id, { user, until: Date.now() + lifeMs, used: false });
      return id;
    },
    use(id) {
      const trigger = given.get(id);
      if (!trigger) return { error: "invalid_trigger_id" };
      if (trigger.used) return { error: "exchanged_trigger_id" };
      if (Date.now() > trigger.until) return { error: "expired_trigger_id" };
      trigger.used = true;
      return { user: trigger.user };
    },
  };
}
