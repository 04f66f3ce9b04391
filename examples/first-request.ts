// scenarios/first-request.yaml in TypeScript: the same scenario, the same hash, the same runs. An editor completes and
// checks it without further ado, and figures may come from code.
//
//   orrery run examples/first-request.ts
import { defineScenario, type ScenarioDocument } from 'orrery-sim'

const work = '5ms'
const requestsPerSecond = 10

const scenario: ScenarioDocument = defineScenario({
  name: 'first-request',
  question: 'How long does one request take when nothing is in its way?',
  claim: 'At 10 requests a second a request that needs 5 ms of computing takes 5.0 to 5.1 ms on average.',
  control: 'At 360 requests a second it takes more than 20 ms.',
  run: { duration: '1min', seed: 1, replications: 10 },
  app: {
    shop: { operations: { browse: [{ cpu: work }] } },
  },
  deploy: {
    shop: { modules: ['shop'], instances: 1, machine: 'c7i.large', runtime: 'threads(200)' },
  },
  workload: {
    shoppers: { arrivals: `poisson(${requestsPerSecond}/s)`, call: 'shop.browse' },
  },
  expect: [
    'shop.browse.latency.mean > 5ms',
    'shop.browse.latency.mean < 5.1ms',
    'shop.browse.latency.p99 < 6ms',
    'shop.browse.availability >= 99.9%',
    'units.shop.cpuUtilisation < 3%',
    'cost.idleShare > 95%',
  ],
})
export default scenario
