/** A Vitest file that judges the starter scenario. */
export function starterTest(name: string): string {
  return `import { expect, test } from 'vitest'
import { simulate } from 'orrery-sim/vitest'

test('${name} keeps its promises in every deployment', async () => {
  const result = await simulate('${name}.yaml')
  expect(result).toMeet('shop.buy.latency.p99 < 500ms')
  expect(result).toMeet('shop.*.availability >= 99.9%')
})

test('${name} gives the same run for the same seed', async () => {
  await expect(simulate('${name}.yaml', { replications: 2 })).toBeReproducible()
})
`
}
