/** In mutation testing, which runs every test some thousand times, so much fewer histories are looked at. */
const FEWER = process.env['ORRERY_FEW_RUNS'] === undefined ? 1 : 8

/** How many random histories a test looks at: `count`, or an eighth of it (see `vitest.mutation.config.ts`). */
export function runs(count: number): number {
  return Math.ceil(count / FEWER)
}

/** How often something has to be among them at least: `count`, and where there are fewer, half of its share. */
export function often(count: number): number {
  return FEWER === 1 ? count : Math.floor(count / FEWER / 2)
}
