// Machines that give out numbered tickets, as nodes that run code: docs/writing-processes.md tells it line by line.
import {
  defineProcess,
  defineScenario,
  type ProcessBehaviour,
  type ProcessDefinition,
  type ScenarioDocument,
} from 'orrery-sim'

interface Machine {
  /** How many tickets it has given. */
  given: number
  /** How many others have given, as far as it has heard. */
  heard: Record<number, number>
}

type Message = { readonly type: 'ask' } | { readonly type: 'tell'; readonly given: number }

const MS = 1_000_000

/** `storage` is what the variants differ in. */
function tickets(storage: NonNullable<ProcessDefinition<Machine>['storage']>): ProcessBehaviour {
  return defineProcess<Machine, Message>({
    name: 'tickets',
    init: () => ({ given: 0, heard: {} }),
    start: (_, context) => context.setTimer('ask', 200 * MS),
    timers: {
      ask: (_, __, context) => {
        context.broadcast({ type: 'ask' })
        context.setTimer('ask', 200 * MS)
      },
    },
    on: {
      ask: ({ given }, _, context) => context.send(context.from, { type: 'tell', given }),
      tell: (state, { given }, { from }) => {
        state.heard[from] = Math.max(given, state.heard[from] ?? 0)
      },
    },
    requests: {
      take: (state, { id }, context) => {
        state.given += 1
        context.count('tickets')
        // With three machines, machine 1 gives 4, 7, 10 …
        context.reply(id, state.given * context.nodes + context.id)
      },
    },
    counters: ['tickets'],
    storage,
    invariants: [
      {
        name: 'each-number-once',
        judge: () => {
          const given = new Set<unknown>()
          return ({ ended }) => {
            for (const { result } of ended) {
              if (given.has(result)) return `number ${String(result)} was given twice`
              given.add(result)
            }
            return undefined
          }
        },
      },
      {
        name: 'nobody-hears-of-more',
        judge:
          () =>
          ({ nodes }) => {
            for (const { id, state } of nodes) {
              const wrong = nodes.find((other) => (state.heard[other.id] ?? 0) > other.state.given)
              if (wrong !== undefined) return `${id} has heard of tickets that ${wrong.id} has not given`
            }
            return undefined
          },
      },
    ],
  })
}

const write = 2 * MS

const scenario: ScenarioDocument = defineScenario({
  name: 'tickets',
  question: 'What must a machine that gives out numbers write down before it gives one?',
  run: { duration: '20s', warmup: '0s', seed: 1, replications: 4 },
  app: {},
  processes: {
    tickets: { process: tickets({ stable: ['given'], sync: 'each', write }), nodes: 3 },
  },
  workload: { people: { arrivals: 'poisson(30/s)', call: 'tickets.take' } },
  faults: [{ id: 'power-cuts', crash: 'tickets', pick: 'one', host: 'up', at: '2s', every: '3s', for: '500ms' }],
  variants: {
    careful: {},
    // The disk gets it within 50 ms, but the ticket is out at once.
    hasty: {
      processes: { tickets: { process: tickets({ stable: ['given'], sync: { every: 50 * MS }, write }) } },
    },
    // The planted mistake.
    forgetful: { processes: { tickets: { process: tickets({ stable: [], sync: 'each', write }) } } },
  },
  expect: [
    { in: 'careful', that: 'processes.tickets.invariants.*.violations == 0' },
    { in: 'hasty', that: 'processes.tickets.invariants.each-number-once.violations > 0' },
    { in: 'forgetful', that: 'processes.tickets.invariants.*.violations > 0' },
  ],
})

export default scenario
