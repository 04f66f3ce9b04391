/** How long the simulation of one test file may take, ms: many times what it needs, for a machine with other work. */
export const PATIENCE = 120_000
