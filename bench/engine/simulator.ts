import { readFileSync } from 'node:fs'
import { Recorder } from '../../src/metrics/recorder.ts'
import { compile } from '../../src/scenarios/compile.ts'
import { loadScenario } from '../../src/scenarios/load.ts'
import { NullProbe } from '../../src/sim/kernel/null-probe.ts'
import type { Probe } from '../../src/sim/kernel/probe.ts'
import { type Plan, StepKind, type StepPlan } from '../../src/sim/plan.ts'
import { createWorld, type World } from '../../src/sim/world.ts'
import type { Contestant, Work } from '../contestant.ts'

/** Longer than any measurement: two thousand hours of simulated time, and no limit on events. */
const ENDLESS = ['run.duration=2000h', 'run.limits={ events: 1000000M }']

interface Running {
  readonly world: World
  readonly probe: Probe
}

/** A scenario file, taken the way of every user's: loaded, validated, compiled, built. */
function start(file: string, recorded: boolean, set: readonly string[], change = (plan: Plan) => plan): Running {
  const path = `bench/scenarios/${file}.yaml`
  const loaded = loadScenario(
    { kind: 'yaml', file: path, text: readFileSync(path, 'utf8') },
    { set: [...ENDLESS, ...set] },
  )
  if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join('; '))
  const compiled = compile(loaded.source.scenarioOf('default'))
  if (!compiled.ok) throw new Error(compiled.problems.map(({ message }) => message).join('; '))
  const plan = change(compiled.plan)
  const world = createWorld(plan, { seed: '1', replication: 0 })
  const probe = recorded ? new Recorder(world.catalogue, { from: 0, to: plan.duration }) : new NullProbe()
  return { world, probe }
}

/** Lets about `n` requests arrive, of which there are so many each second. */
function advance({ world, probe }: Running, n: number, perSecond: number): Work {
  const before = world.end().events
  world.runUntil(world.now + Math.round((n / perSecond) * 1e9), probe)
  return { events: world.end().events - before, requests: n }
}

/** `perSecond`: requests of the scenario's one workload. */
function simulator(workload: string, file: string, perSecond: number, recorded: boolean): Contestant {
  let running: Running | undefined
  const prepare = (): Running => {
    running ??= start(file, recorded, [])
    return running
  }
  return {
    workload,
    name: recorded ? 'engine' : 'engine, nothing recorded',
    prepare,
    run: (n) => advance(prepare(), n, perSecond),
    ...(workload === 'chain' ? { inFlight: fill } : {}),
    compare: recorded
      ? [
          { with: 'reference', limit: 2 },
          { with: 'engine, nothing recorded', limit: 1.3 },
        ]
      : [],
    ...(recorded ? { limitPerEvent: 125 } : {}),
  }
}

/** The chain with timeouts only, and with what else protects a call: as many kernel events, and more to do at each. */
function guardedChain(name: string, set: readonly string[], compare: Contestant['compare']): Contestant {
  let running: Running | undefined
  const prepare = (): Running => {
    running ??= start('chain', true, set)
    return running
  }
  return {
    workload: 'guarded-chain',
    name,
    prepare,
    run: (n) => advance(prepare(), n, 280),
    ...(compare && { compare }),
  }
}

/** One node, and three of which the caller asks all and waits for two. */
const OBJECT = ['stores.main={ kind: object, holds: all, read: 1ms, concurrency: 8, connections: 1000 }']
const QUORUM = [
  'stores.main={ kind: quorum, holds: all, coordinator: client, read: 1ms, concurrency: 8, connections: 1000 }',
]

/**
 * Plain calls in the place of statements, to the same operations of the same unit: the key is drawn, and the call takes
 * a connection of the pool, but nothing is known of a session, a version or a row.
 */
function callsInstead(plan: Plan): Plan {
  const programs = plan.programs.map((program) => {
    const steps = program.steps.filter(({ kind }) => kind !== StepKind.deliver)
    return { ...program, steps: steps.map((step) => (step.kind === StepKind.access ? asCall(step) : step)) }
  })
  return { ...plan, programs }
}

function asCall({ access: _, ...step }: StepPlan): StepPlan {
  return { ...step, kind: StepKind.call }
}

interface Reading {
  readonly workload: string
  readonly name: string
  /** Scenario file, and its requests a second. */
  readonly file: string
  readonly perSecond: number
  readonly set?: readonly string[]
  readonly change?: (plan: Plan) => Plan
  readonly compare?: Contestant['compare']
}

/** One way of doing what another one does with plain calls. */
function variation({ workload, name, file, perSecond, set = [], change, compare }: Reading): Contestant {
  let running: Running | undefined
  const prepare = (): Running => {
    running ??= start(file, true, set, change)
    return running
  }
  return {
    workload,
    name,
    prepare,
    run: (n) => advance(prepare(), n, perSecond),
    ...(compare && { compare }),
  }
}

/** One statement, or one call, for each request: as many kernel events. */
function storeRead(reading: Omit<Reading, 'file' | 'perSecond'>): Contestant {
  return variation({ ...reading, file: 'store-read', perSecond: 1000 })
}

/** A log that nobody reads, and that keeps its messages for a second. */
const KAFKA = [
  'brokers.b.kind=kafka',
  'events.told={ size: 0B, linger: 0s, acks: one, retention: 1s }',
  'consumers=[]',
  'app.mailer.on={}',
]

/** A message that is acknowledged, or a call that takes as long. Nobody handles messages: that would be more work. */
function publishing(name: string, set: readonly string[], isMeasured: boolean): Contestant {
  const compare = isMeasured ? [{ with: 'engine, a call', limit: 2 }] : undefined
  return variation({ workload: 'publish', name, file: 'publish', perSecond: 1000, set, ...(compare && { compare }) })
}

/** The same three steps, held together in one way or another, beside plain steps. */
function ordering(name: string, set: readonly string[], beside: readonly string[]): Contestant {
  const compare = beside.map((other) => ({ with: other, limit: 1.5 }))
  return variation({ workload: 'order', name, file: 'order', perSecond: 500, set, compare })
}

const THREE_CALLS = 'engine, three calls'
const CALLS_AND_ROWS = 'engine, three calls and four rows'

/** A chain in which nobody finishes: each request stays in flight in the first service. */
function fill(n: number): unknown {
  const frozen = [
    'app.a.operations.serve.steps=[{ cpu: 1000h }]',
    'policies=[]',
    'workload.clients.arrivals=constant(1000/s)',
    'network.client=1ns',
  ]
  const { world, probe } = start('chain', true, frozen)
  world.runUntil(Math.ceil((n / 1000) * 1e9) + 1, probe)
  return { world, probe }
}

/** Whole runs through scenario files, with everything recorded and with nothing. */
export const simulators: readonly Contestant[] = [
  simulator('mm1', 'mm1', 80, true),
  simulator('mm1', 'mm1', 80, false),
  simulator('chain', 'chain', 280, true),
  simulator('chain', 'chain', 280, false),
  guardedChain('engine, timeouts only', [], undefined),
  guardedChain(
    'engine',
    ['policies=[{ on: "* -> *", timeout: 500ms, retry: 3, breaker: opossum }]'],
    [{ with: 'engine, timeouts only', limit: 2 }],
  ),
  storeRead({
    workload: 'store-read',
    name: 'engine, a call',
    set: ['app.shop.operations.look=[{ call: shelf.look }]', 'stores={}'],
  }),
  storeRead({ workload: 'store-read', name: 'engine, a call with key and connection', change: callsInstead }),
  storeRead({
    workload: 'store-read',
    name: 'engine',
    compare: [
      { with: 'engine, a call', limit: 1 },
      { with: 'engine, a call with key and connection', limit: 1 },
    ],
  }),
  storeRead({ workload: 'quorum-read', name: 'engine, one node', set: OBJECT }),
  storeRead({
    workload: 'quorum-read',
    name: 'engine',
    set: QUORUM,
    compare: [{ with: 'engine, one node', limit: 4 }],
  }),
  publishing('engine, a call', ['app.shop.operations.buy=[{ call: shelf.note }]'], false),
  publishing('rabbitmq', [], true),
  publishing('kafka', KAFKA, true),
  ordering(THREE_CALLS, ['workload.clients.call=shop.call'], []),
  ordering(CALLS_AND_ROWS, ['workload.clients.call=shop.note'], []),
  ordering('saga', [], [CALLS_AND_ROWS, THREE_CALLS]),
  ordering('saga, log in memory', ['transactions.order.log=memory'], [THREE_CALLS]),
  ordering('dual writes', ['transactions.order=none'], [THREE_CALLS]),
]
