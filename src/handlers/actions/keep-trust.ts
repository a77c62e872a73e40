import { decideTrust } from "../decide-trust.ts";

/** Keeps an account although the evidence is gone on which a rule approved it. Nobody is asked again about that approval. */
export const keepTrust = decideTrust("keep-trust", "keep");
