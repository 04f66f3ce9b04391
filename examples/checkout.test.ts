// A test of an architecture, as you would write it in your own repository: npm i -D orrery-sim vitest@4
import { type Simulation, simulate } from 'orrery-sim/vitest'
import { beforeAll, expect, test } from 'vitest'

let checkout: Simulation

beforeAll(async () => {
  checkout = await simulate(new URL('./checkout.yaml', import.meta.url))
})

test('a checkout takes less than half a second, in 99 of 100 cases, however it is deployed', () => {
  expect(checkout).toMeet('shop.checkout.latency.p99 < 500ms')
  expect(checkout).toMeet('shop.checkout.availability >= 99.9%')
})

test('a monolith is faster and cheaper than two services', () => {
  expect(checkout).toMeet('shop.checkout.latency.mean of monolith < microservices')
  expect(checkout).toMeet('cost.perMonth of monolith < 80% of microservices')
})

test('nobody can promise ten milliseconds', () => {
  expect(checkout).not.toMeet('shop.checkout.latency.p99 < 10ms')
})

test('the same seed gives the same run', async () => {
  await expect(checkout).toBeReproducible()
})
