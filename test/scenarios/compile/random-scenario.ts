import fc from 'fast-check'
import type { Written } from './compiling.ts'

const MODULES = 4
const OPERATIONS = 2

/** Operations in the order in which they may call each other: only later ones, so that nothing goes round. */
const names = Array.from(
  { length: MODULES * OPERATIONS },
  (_, index) => `${moduleName(Math.floor(index / OPERATIONS))}.${operationName(index)}`,
)

function moduleName(index: number): string {
  return `m${index}`
}

function operationName(index: number): string {
  return `o${index % OPERATIONS}`
}

const law = fc.constantFrom('1ms', 'exp(2ms)', 'uniform(1ms, 3ms)', 'lognormal(mean=5ms, cv=0.5)')

function stepsFor(operation: number, depth: number): fc.Arbitrary<unknown[]> {
  const later = names.slice(operation + 1)
  const body = depth > 0 ? stepsFor(operation, depth - 1) : fc.constant<unknown[]>([{ cpu: '1ms' }])
  const step = fc.oneof(
    fc.record({ cpu: law }),
    fc.record({ io: law }),
    fc.record({ fail: fc.constantFrom('1%', '50%'), as: fc.constantFrom('declined', 'sold-out', 'error') }),
    fc.record({ read: fc.nat(MODULES - 1).map((module) => `r${module}`) }),
    fc.record({ write: fc.nat(MODULES - 1).map((module) => `r${module}`) }),
    ...(later.length === 0
      ? []
      : [
          fc.record({
            call: fc.constantFrom(...later),
            optional: fc.boolean(),
            request: fc.constantFrom('1KiB', '10B'),
          }),
          fc.record({ send: fc.constantFrom(...later) }),
        ]),
    fc.record({ parallel: fc.array(body, { minLength: 1, maxLength: 3 }), need: fc.constantFrom('all', 'any') }),
    fc.record({ parallel: fc.record({ times: fc.integer({ min: 1, max: 4 }), do: body }) }),
    fc.array(body, { minLength: 1, maxLength: 3 }).map((bodies) => ({
      choose: bodies.map((steps, index) => ({ share: ['20%', '33.3%', '46.7%'][index], do: steps })),
    })),
    fc.record({ repeat: fc.constantFrom('0', '3', 'uniform(0, 4)'), do: body }),
  )
  return fc.array(step, { maxLength: 4 })
}

const app: fc.Arbitrary<Written['app']> = fc.tuple(...names.map((_, index) => stepsFor(index, 2))).map((operations) =>
  Object.fromEntries(
    Array.from({ length: MODULES }, (_, module) => [
      moduleName(module),
      {
        owns: { [`r${module}`]: {} },
        operations: Object.fromEntries(
          Array.from({ length: OPERATIONS }, (__, operation) => [
            operationName(operation),
            operations[module * OPERATIONS + operation],
          ]),
        ),
      },
    ]),
  ),
)

const unitFields = fc.record({
  instances: fc.integer({ min: 1, max: 3 }),
  runtime: fc.constantFrom('threads(8)', 'event-loop'),
  zone: fc.constantFrom('a', 'b', 'c'),
})

const deploy: fc.Arbitrary<unknown> = fc.oneof(
  fc.constant('each-module'),
  unitFields.map((fields) => ({ all: { modules: 'all', ...fields } })),
  fc
    .tuple(fc.array(fc.nat(2), { minLength: MODULES, maxLength: MODULES }), unitFields)
    .map(([homes, fields]) =>
      Object.fromEntries(
        [...new Set(homes)].map((home) => [
          `u${home}`,
          { modules: homes.flatMap((of, module) => (of === home ? [moduleName(module)] : [])), ...fields },
        ]),
      ),
    ),
)

const workload = fc.record({
  arrivals: fc.constantFrom('poisson(10/s)', 'constant(5/s)', 'mmpp(1/s for 1s, 9/s for 1s)', 'batches(1/s, size=3)'),
  mix: fc
    .tuple(fc.constantFrom(...names), fc.constantFrom(...names))
    .map(([one, other]) => (one === other ? { [one]: '100%' } : { [one]: '40%', [other]: '60%' })),
  deadline: fc.constantFrom('1s', '10s'),
})

const policies = fc.array(
  fc.record(
    {
      on: fc.constantFrom('* -> *', '* -> m1', 'm0 -> m*', 'w1 -> *', '* -> m3'),
      timeout: fc.constantFrom('1s', '2s'),
      cancel: fc.boolean(),
      protocol: fc.constantFrom('json', 'grpc', 'none'),
    },
    { requiredKeys: ['on'] },
  ),
  { maxLength: 4 },
)

/** Small scenarios without mistakes: 4 modules of 2 operations in any deployment, in 3 zones of 2 regions. */
export const randomScenario: fc.Arbitrary<Written> = fc.record({
  app,
  deploy,
  // Any module reads and writes any record.
  stores: fc.constantFrom(
    { 'each-unit': { shared: true } },
    { main: { holds: 'all', shared: true } },
    { 'each-unit': { shared: true }, main: { holds: ['r1', 'r2'], zone: 'b', shared: true } },
  ),
  network: fc.constantFrom(
    { zones: { a: 'us-east-1', b: 'us-east-1', c: 'eu-west-1' } },
    {
      zones: { c: 'us-east-1', a: 'eu-west-1', b: 'eu-west-1' },
      client: '20ms',
      links: [{ on: 'w1 -> *', loss: '1%' }],
    },
  ),
  workload: fc.record({ w1: workload, w2: workload }),
  policies,
})
