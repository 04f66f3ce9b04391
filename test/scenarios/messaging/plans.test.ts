import { describe, expect, test } from 'vitest'
import { loadScenario } from '../../../src/scenarios/load.ts'
import { StepKind } from '../../../src/sim/plan.ts'
import { compiled, edge, planOf, program, unit } from '../compile/compiling.ts'
import { EXAMPLES } from '../examples.ts'
import { eventOf, subscriptionOf, town, townPlan } from './post-town.ts'

const kafka = { kafka: { kind: 'kafka', nodes: 3 } }
const sqs = { sqs: { kind: 'sqs' } }
const rabbit = { rabbit: { kind: 'rabbitmq', nodes: 3 } }

/** Names of the programs that the call steps of a program call, each with its edge. */
function callsIn(plan: ReturnType<typeof townPlan>, name: string): string[] {
  return program(plan, name).steps.flatMap(({ kind, program: callee, edge: over }) =>
    kind === StepKind.call ? [`${plan.programs[callee]?.name} over ${plan.edges[over]?.name}`] : [],
  )
}

describe('without brokers in the file', () => {
  test('events stay in memory where all who handle them are where they are published', () => {
    const plan = townPlan({ deploy: { all: { modules: 'all' } } })
    expect(plan.brokers).toEqual([{ name: 'bus', unit: -1, rules: { kind: 'in-process' }, inside: -1 }])
    expect(callsIn(plan, 'all.bus.replication')).toEqual(['mailer.on-order-placed over all -> all'])
    const step = program(plan, 'shop.buy').steps[1]
    expect(step).toMatchObject({ kind: StepKind.publish, program: -1, edge: -1, publish: { event: 0 } })
    expect(plan.units.map(({ role }) => role)).toEqual(['service', 'store'])
  })

  test('there is a RabbitMQ of one node where somebody handles them elsewhere', () => {
    const plan = townPlan()
    const at = plan.units.findIndex(({ role }) => role === 'broker')
    expect(plan.brokers).toEqual([
      { name: 'broker', unit: at, rules: { kind: 'rabbitmq', heartbeat: 60e9 }, inside: -1 },
    ])
    expect(unit(plan, 'broker')).toMatchObject({ role: 'broker', instances: 1 })
    expect(program(plan, 'shop.buy').steps[1]).toMatchObject({
      kind: StepKind.publish,
      program: plan.programs.findIndex(({ name }) => name === 'broker.publish'),
      edge: plan.edges.findIndex(({ name }) => name === 'shop -> broker'),
    })
    expect(callsIn(plan, 'broker.replication')).toEqual(['mailer.on-order-placed over broker -> mailer'])
    expect(callsIn(plan, 'shop.broker.replication')).toEqual(['broker.publish over shop -> broker'])
  })

  test('a plan without events has nothing of all that', () => {
    const plan = townPlan({ steps: [{ insert: 'orders' }], mailer: { on: {} } })
    expect([plan.brokers, plan.events, plan.subscriptions]).toEqual([undefined, undefined, undefined])
    expect(plan.units.some(({ role }) => role === 'broker')).toBe(false)
    expect(plan.edges.some(({ loopback }) => loopback === true)).toBe(false)
  })
})

describe('the programs of a broker', () => {
  test('are those of a queue that pushes, with its nodes among themselves', () => {
    const plan = townPlan({ brokers: rabbit, events: { '*': { queue: 'quorum' } } })
    expect(callsIn(plan, 'rabbit.replication')).toEqual([
      'rabbit.replicate over rabbit -> rabbit',
      'rabbit.route over rabbit -> rabbit',
      'mailer.on-order-placed over rabbit -> mailer',
    ])
    expect(plan.brokers?.[0]?.inside).toBe(plan.edges.findIndex(({ name }) => name === 'rabbit -> rabbit'))
    const kinds = (name: string): number[] => program(plan, name).steps.map(({ kind }) => kind)
    expect(kinds('rabbit.publish')).toEqual([StepKind.io, StepKind.deliver, StepKind.end])
    expect(kinds('rabbit.replicate')).toEqual([StepKind.io, StepKind.deliver, StepKind.end])
    expect(kinds('rabbit.route')).toEqual([StepKind.deliver, StepKind.end])
  })

  test('are those of a queue that is polled, and of a log', () => {
    const polled = townPlan({ brokers: sqs })
    expect(callsIn(polled, 'mailer.sqs.replication')).toEqual([
      'sqs.receive over mailer -> sqs',
      'sqs.delete over mailer -> sqs',
      'mailer.on-order-placed over mailer -> mailer',
    ])
    expect(callsIn(polled, 'shop.sqs.replication')).toEqual(['sqs.publish over shop -> sqs'])
    expect(polled.brokers?.[0]?.inside).toBe(-1)
    const log = townPlan({ brokers: kafka })
    expect(callsIn(log, 'mailer.kafka.replication')).toEqual([
      'kafka.fetch over mailer -> kafka',
      'kafka.coordinate over mailer -> kafka',
      'mailer.on-order-placed over mailer -> mailer',
    ])
    expect(callsIn(log, 'kafka.replication')).toEqual(['kafka.replicate over kafka -> kafka'])
  })

  test.each([
    ['the memory', {}, { all: { modules: 'all' } }],
    ['a queue', rabbit, 'each-module'],
    ['a polled queue', sqs, 'each-module'],
    ['a log', kafka, 'each-module'],
  ])('call a handler by the name of the subscription, whatever carries it: %s', (_, brokers, deploy) => {
    const plan = townPlan({ deploy, ...(Object.keys(brokers).length === 0 ? {} : { brokers }) })
    const handler = plan.programs.findIndex(({ name }) => name === 'mailer.on-order-placed')
    const paths = plan.programs.flatMap(({ steps }) =>
      steps.flatMap((step) => (step.program === handler ? [step.path] : [])),
    )
    expect(paths).toEqual(['order.placed -> mailer'])
    expect(subscriptionOf(plan)).toMatchObject({ program: handler })
  })
})

describe('edges of brokers', () => {
  const policies = [{ on: '* -> *', timeout: '3s', retry: 3 }]

  test('take no policies from a broker, inside one and within an instance, and take them to one', () => {
    const pushed = townPlan({ brokers: rabbit, rest: { policies } })
    expect(edge(pushed, 'shop -> rabbit')).toMatchObject({ timeout: 3e9 })
    expect(edge(pushed, 'shop -> rabbit').guard).not.toBeNull()
    for (const name of ['rabbit -> mailer', 'rabbit -> rabbit']) {
      expect(edge(pushed, name)).toMatchObject({ timeout: 0, guard: null, pool: -1 })
    }
    const fetched = townPlan({ brokers: kafka, rest: { policies } })
    expect(edge(fetched, 'mailer -> mailer')).toMatchObject({ timeout: 0, guard: null, pool: -1, loopback: true })
  })

  test('cost nothing within an instance, and have the protocol of the broker elsewhere', () => {
    const rest = { network: { 'same-zone': '5ms', protocol: 'grpc', connections: { tls: true } } }
    const plan = townPlan({ brokers: kafka, rest })
    const loop = edge(plan, 'mailer -> mailer')
    expect(plan.links[loop.link]).toMatchObject({ loss: 0, bandwidth: Infinity, traffic: 'free' })
    expect(plan.links[loop.link]?.delay.mean).toBe(0)
    expect([loop, edge(plan, 'mailer -> kafka')].map(({ protocol }) => protocol.name)).toEqual(['none', 'none'])
    expect(edge(plan, 'mailer -> kafka').connection).toMatchObject({ setupRoundTrips: 0, keepAlive: Infinity })
  })

  test('take the links that somebody states for them', () => {
    const links = [{ on: 'rabbit -> mailer', delay: '70ms', loss: '1%', bandwidth: '1Gbit/s' }]
    const plan = townPlan({ brokers: rabbit, rest: { network: { links } } })
    expect(plan.links[edge(plan, 'rabbit -> mailer').link]?.delay.mean).toBe(70e6)
    expect(edge(plan, 'shop -> rabbit').link).toBe(-1)
  })
})

describe('settings of events and consumers', () => {
  test('are the defaults of the real systems', () => {
    const log = townPlan({ brokers: kafka })
    expect(eventOf(log).producer).toEqual({
      acks: 'all',
      idempotent: true,
      linger: 5e6,
      batchBytes: 16_384,
      requestTimeout: 30e9,
      deliveryTimeout: 120e9,
      retryBackoff: 100e6,
      outbox: null,
    })
    expect(eventOf(log).topic).toMatchObject({ partitions: 1, replication: 1, minInSync: 1, retention: 7 * 86_400e9 })
    expect(subscriptionOf(log).consumer).toMatchObject({ commit: 'every', every: 5e9, sessionTimeout: 45e9 })
    const queue = townPlan({ brokers: rabbit })
    expect(eventOf(queue).topic).toMatchObject({ queue: 'classic', durable: true, deliveryLimit: Infinity })
    expect(subscriptionOf(queue).consumer).toMatchObject({ prefetch: Infinity, ack: 'after', onFailure: 'requeue' })
    expect(eventOf(townPlan({ brokers: rabbit, events: { '*': { queue: 'quorum' } } })).topic).toMatchObject({
      deliveryLimit: 20,
    })
    expect(eventOf(townPlan({ brokers: sqs })).topic).toMatchObject({ visibility: 30e9, wait: 0, maxReceive: Infinity })
  })

  test('come from the closest pattern, field by field', () => {
    const events = {
      '*': { size: '2KiB', partitions: 3, replication: 2, 'min-in-sync': 2 },
      'order.*': { partitions: 6, replication: 3 },
      'order.placed': { partitions: 12 },
    }
    const { size, topic } = eventOf(townPlan({ brokers: kafka, events }))
    expect(size.mean).toBe(2048)
    expect(topic).toMatchObject({ partitions: 12, replication: 3, minInSync: 2 })
    const consumers = [
      { on: '* -> mailer', prefetch: 5, timeout: '1min' },
      { on: '* -> *', prefetch: 9, 'on-failure': 'reject' },
      { on: 'order.* -> mailer', prefetch: 7 },
    ]
    const { consumer } = subscriptionOf(townPlan({ brokers: rabbit, consumers }))
    expect(consumer).toMatchObject({ prefetch: 7, timeout: 60e9, onFailure: 'reject' })
  })

  test('let a message have a size and a key of its own', () => {
    const steps = [{ publish: 'order.placed', key: 'sku', size: '5KiB', optional: true }]
    const step = program(townPlan({ steps }), 'shop.buy').steps[0]
    expect(step).toMatchObject({ optional: true })
    expect(step?.request.mean).toBe(5120)
    expect(step?.key?.inputs[0]).toMatchObject({ path: 'shoppers/sku' })
    expect(program(townPlan(), 'shop.buy').steps[1]).toMatchObject({ key: null, optional: false })
  })

  test('give events to the brokers that hold them', () => {
    const steps = [{ publish: 'order.placed' }, { publish: 'stock.low' }]
    const modules = { buyer: { on: { 'stock.low': [{ cpu: '1ms' }] } } }
    const brokers = {
      ...kafka,
      rabbit: { kind: 'rabbitmq', holds: ['stock.*'] },
      kafka: { kind: 'kafka', holds: ['order.placed'] },
    }
    const plan = townPlan({ steps, modules, brokers })
    const names = (plan.events ?? []).map(({ name, broker }) => [name, plan.brokers?.[broker]?.name])
    expect(names).toEqual([
      ['order.placed', 'kafka'],
      ['stock.low', 'rabbit'],
    ])
  })
})

describe('an outbox', () => {
  const inside = { steps: [{ begin: [{ insert: 'orders' }, { publish: 'order.placed' }] }] }

  test('is a record beside the others of its module, written behind the publish step', () => {
    const plan = townPlan({ ...inside, events: { 'order.placed': { outbox: { polling: '200ms', batch: 7 } } } })
    const record = plan.records.findIndex(({ name }) => name === 'shop-order-placed-outbox')
    expect(plan.records[record]).toMatchObject({ owner: 'shop', keys: 0, store: 1 })
    expect(eventOf(plan).producer.outbox).toEqual({ record, relay: { kind: 'polling', every: 200e6, batch: 7 } })
    const { steps } = program(plan, 'shop.buy[0].begin')
    expect(steps.map(({ kind }) => kind)).toEqual([StepKind.access, StepKind.publish, StepKind.access, StepKind.end])
    expect(steps[2]?.access).toMatchObject({ verb: 'insert', record })
    const relay = program(plan, 'shop.order.placed.outbox').steps.map(({ access }) => access?.verb)
    expect(relay).toEqual(['query', 'delete', undefined])
  })

  test('whose log is read needs no statements', () => {
    const plan = townPlan({ ...inside, events: { '*': { outbox: { 'change-data-capture': 'exp(20ms)' } } } })
    expect(eventOf(plan).producer.outbox?.relay).toMatchObject({ kind: 'change-data-capture' })
    expect(program(plan, 'shop.order.placed.outbox').steps).toHaveLength(1)
  })

  test('joins the store that keeps the records of its module', () => {
    const stores = { main: { holds: ['orders'] }, other: { holds: ['sent'] } }
    const plan = townPlan({ events: { '*': { outbox: 'polling' } }, rest: { stores } })
    const record = plan.records.find(({ name }) => name === 'shop-order-placed-outbox')
    expect(plan.stores[record?.store ?? -1]?.name).toBe('main')
  })
})

describe('what is done once', () => {
  const handler = { steps: [{ insert: 'sent' }], idempotency: true }

  test('is one transaction around its steps, with the key as the first row', () => {
    const plan = townPlan({ handler })
    const record = plan.records.findIndex(({ name }) => name === 'mailer-keys')
    const { steps } = program(plan, 'mailer.on-order-placed')
    expect(steps.map(({ kind }) => kind)).toEqual([StepKind.once, StepKind.access, StepKind.access, StepKind.end])
    expect(steps[0]?.once).toEqual({ record, by: 'message', ttl: 86_400e9, atomic: true })
    expect(steps.slice(1, 3).map(({ access }) => [access?.verb, access?.record, access?.once])).toEqual([
      ['insert', record, true],
      ['delete', record, true],
    ])
    const around = plan.programs[steps[0]?.program ?? -1]
    expect(around?.steps.map(({ kind }) => kind).slice(0, 1)).toEqual([StepKind.begin])
    const inner = plan.programs[around?.steps[0]?.program ?? -1]
    expect(inner?.steps.map(({ access }) => access?.verb)).toEqual(['insert', 'insert', undefined])
    expect(inner?.steps[0]?.access).toMatchObject({ record, once: true })
  })

  test('keeps the names of its steps, and so their draws', () => {
    const pathsOf = (change: Parameters<typeof townPlan>[0]): string[] =>
      townPlan(change).programs.flatMap(({ name, steps }) =>
        name.startsWith('mailer.on-') ? steps.map(({ path }) => path) : [],
      )
    for (const atomic of [true, false]) {
      const paths = pathsOf({ handler: { steps: [{ insert: 'sent' }], idempotency: { atomic } } })
      expect(paths).toContain('mailer.on-order-placed[0]')
      expect(new Set(paths).size).toBe(paths.length)
    }
    expect(pathsOf({})).toContain('mailer.on-order-placed[0]')
  })

  test('may go by the call or by an input, for as long as one likes, with the key on its own', () => {
    const operations = (idempotency: unknown): unknown => ({ buy: { steps: [{ insert: 'orders' }], idempotency } })
    const once = (idempotency: unknown) =>
      program(planOf(town({ shop: { operations: operations(idempotency) } })), 'shop.buy').steps[0]
    expect(once(true)?.once).toMatchObject({ by: 'call', atomic: true })
    expect(once({ by: 'sku', for: 'forever' })?.once).toMatchObject({ by: 'key', ttl: Infinity })
    expect(once({ by: 'sku' })?.key?.inputs[0]).toMatchObject({ path: 'shoppers/sku' })
    expect(once({ atomic: false })?.once).toMatchObject({ atomic: false })
    expect(once(false)).toMatchObject({ kind: StepKind.access })
  })
})

describe('deployment and load', () => {
  test('a managed queue has no machine to pay, and nodes that somebody runs have', () => {
    const machines = (brokers: unknown): unknown =>
      compiled(town({ brokers })).deployment.units.flatMap(({ role, instances, machine, events }) =>
        role === 'broker' ? [[instances, machine.name, machine.pricePerHour, events]] : [],
      )
    expect(machines(sqs)).toEqual([[1, 'managed', 0, ['order.placed']]])
    expect(machines(kafka)).toEqual([[3, 'c7i.large', 0.08925, ['order.placed']]])
  })

  test('edges within an instance are not shown, and all others are', () => {
    const { plan, deployment } = compiled(town({ brokers: kafka }))
    const loops = plan.edges.filter(({ loopback }) => loopback === true).map(({ name }) => name)
    expect(loops).toEqual(['mailer -> mailer'])
    const shown = deployment.edges.map(({ name }) => name)
    expect(shown).toEqual(plan.edges.flatMap(({ name }) => (loops.includes(name) ? [] : [name])))
  })
})

test('YAML and TypeScript are one scenario, and what is about messages makes another', () => {
  const hash = (input: Parameters<typeof loadScenario>[0]): string => {
    const result = loadScenario(input)
    if (!result.ok) throw new Error(JSON.stringify(result.problems))
    return result.source.hash
  }
  const written = town({
    brokers: kafka,
    events: { '*': { partitions: 4 } },
    consumers: [{ on: '* -> *', commit: '1s' }],
  })
  const value = { name: 'post', ...written }
  const same = hash({ kind: 'value', file: 'post.ts', value })
  expect(hash({ kind: 'yaml', file: 'post.yaml', text: JSON.stringify(value) })).toBe(same)
  for (const change of [{ events: { '*': { partitions: 5 } } }, { consumers: [] }, { brokers: rabbit, events: {} }]) {
    expect(hash({ kind: 'value', file: 'post.ts', value: { ...value, ...change } })).not.toBe(same)
  }
  expect(Object.keys(EXAMPLES)).toContain('messages')
})
