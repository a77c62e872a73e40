import { randomBytes } from "node:crypto";

/** The ids that let an app open a modal in answer to something a person has just done. */
export interface Triggers {
  make(user: string): string;
  /** The person, or why the id is good for nothing: used before, too old, never given. */
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
