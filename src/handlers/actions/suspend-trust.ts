import { decideTrust } from "../decide-trust.ts";

/** Locks the owner out of an account that a rule approved on evidence that is gone. Nothing is deleted. */
export const suspendTrust = decideTrust("suspend-trust", "suspend");
