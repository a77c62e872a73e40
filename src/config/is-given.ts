/** Whether a variable is given, itself or as a file. */
export const isGiven = (name: string, env: Record<string, string>) =>
  env[name] !== undefined || env[`${name}_FILE`] !== undefined;
