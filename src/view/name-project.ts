/** Names a project within a sentence: "the project lab". */
export const nameProject = (project: string | null) => (project ? `the project ${project}` : "your project");

/** Names a project to its PI: "your project lab". */
export const yourProject = (project: string | null) => `your project${project ? ` ${project}` : ""}`;
