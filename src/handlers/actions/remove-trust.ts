import { decideTrust } from "../decide-trust.ts";

/** Locks the owner out of an account that a rule approved on evidence that is gone, so that an admin can delete it afterwards. */
export const removeTrust = decideTrust("remove-trust", "remove");
