export function isStale(out: string, inputs: readonly string[]): boolean
