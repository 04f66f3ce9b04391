import { describe, expect, it } from 'vitest'
import { prepareScenario } from '../../src/experiments/prepare.ts'
import { defineScenario } from '../../src/scenarios/define.ts'
import { type LoadResult, loadScenario } from '../../src/scenarios/load.ts'
import type { ProcessDocument } from '../../src/scenarios/schema/processes.ts'
import type { ScenarioDocument } from '../../src/scenarios/schema/scenario.ts'
import { StepKind } from '../../src/sim/plan.ts'
import type { ProcessBehaviour } from '../../src/sim/process-plan.ts'
import { defineProcess } from '../../src/sim/processes/define-process.ts'
import { createWorld } from '../../src/sim/world.ts'
import { simulate } from '../../src/testing/vitest.ts'
import { silent } from './silent.ts'

const YAML = `
name: group
run: { duration: 4s, warmup: 0s, replications: 1, seed: 3 }
app: { shop: { operations: { order: [{ cpu: 0.1ms }, { call: raft.put, key: customer }] } } }
processes: { raft: { use: raft, nodes: 5, zones: [a, b], disk: 1ms } }
network: { zones: { a: r, b: r } }
workload: { buyers: { arrivals: poisson(40/s), call: shop.order, inputs: { customer: zipf(0.9) of 10 } } }
policies: [{ on: "* -> raft", timeout: 1s, retry: { attempts: 2 } }]
`

function yaml(text: string): LoadResult {
  return loadScenario({ kind: 'yaml', file: 'group.yaml', text })
}

/** Codes, places and messages of all problems. */
function problems(loaded: LoadResult): readonly string[] {
  const all = loaded.ok ? prepareScenario(loaded.source).problems : loaded.problems
  return all.map(({ code, path, message }) => `${code} ${path.join('.')}: ${message}`)
}

function withProcess(process: string): LoadResult {
  return yaml(YAML.replace(/processes: .*/, `processes: ${process}`))
}

function document(process: ProcessDocument): ScenarioDocument {
  return defineScenario({
    name: 'counting',
    run: { duration: '3s', warmup: '0s', replications: 2, seed: 1 },
    app: {},
    processes: { counter: process },
    workload: { people: { arrivals: 'poisson(50/s)', call: 'counter.add' } },
  })
}

function counter(step: number): ProcessBehaviour {
  return defineProcess<{ sum: number }, { readonly type: 'add'; readonly by: number }>({
    name: 'counter',
    init: () => ({ sum: 0 }),
    on: { add: (state, { by }) => void (state.sum += by) },
    requests: {
      add: (state, { id }, context) => {
        state.sum += step
        context.broadcast({ type: 'add', by: step })
        context.reply(id)
      },
    },
  })
}

describe('a process in a scenario', () => {
  const loaded = yaml(YAML)
  if (!loaded.ok) throw new Error('the scenario does not load')
  const prepared = prepareScenario(loaded.source)
  const plan = prepared.ok ? prepared.prepared.variants[0]?.plan : undefined
  const unit = plan?.units.findIndex(({ name }) => name === 'raft') ?? -1

  it('is a unit whose instances are its nodes, where it says', () => {
    expect(problems(loaded)).toEqual([])
    expect(plan?.units[unit]).toMatchObject({ instances: 5, zones: [0, 1, 0, 1, 0], slots: Number.POSITIVE_INFINITY })
    expect(plan?.processes).toMatchObject([{ unit }])
  })

  it('sends messages over an edge of its own, to which no policy for calls applies', () => {
    const edge = plan?.edges.find(({ name }) => name === 'raft -> raft')
    expect(edge).toMatchObject({ timeout: 0, guard: null, pool: -1 })
    expect(plan?.edges.find(({ name }) => name === 'shop -> raft')?.guard).not.toBeNull()
    const messages = plan?.programs[plan.processes?.[0]?.messages ?? -1]
    expect(messages).toMatchObject({ name: 'raft.messages', operation: false })
    expect(messages?.steps[0]).toMatchObject({ kind: StepKind.send })
  })

  it('offers operations, which get the key of the call', () => {
    const call = plan?.programs.find(({ name }) => name === 'shop.order')?.steps[1]
    expect(call?.key).not.toBeNull()
    if (plan === undefined) throw new Error('the scenario does not compile')
    const world = createWorld(plan, { seed: '3', replication: 0 })
    world.run(silent)
    const [raft] = world.processes()
    expect(raft?.name).toBe('raft')
    const state = raft?.nodes[0]?.state as { data: Record<number, number> } | undefined
    expect(Object.keys(state?.data ?? {}).length).toBeGreaterThan(5)
  })

  it('leaves the plan of a scenario without processes as it was', () => {
    const without = yaml(YAML.replace(/processes: .*/, '').replace('{ call: raft.put, key: customer }', '{ io: 1ms }'))
    const bare = without.ok ? prepareScenario(without.source) : undefined
    expect(bare?.ok && 'processes' in (bare.prepared.variants[0]?.plan ?? { processes: 1 })).toBe(false)
  })
})

describe('mistakes about processes', () => {
  it.each([
    ['{ raft: { nodes: 3 } }', /S108 processes\.raft: a process says what it is in one way/],
    ['{ raft: { use: raft, fanout: 2 } }', /S108 processes\.raft\.fanout: "fanout" is no option of "raft"/],
    ['{ raft: { use: paxos } }', /processes\.raft\.use/],
    [
      '{ shop: { use: raft }, raft: { use: raft } }',
      /S215 processes\.shop: "shop" is a process, and a module or unit, too/,
    ],
    ['{ raft: { use: raft, zones: [x] } }', /S205 processes\.raft\.zone/],
    ['{ raft: { use: gossip } }', /S202 .*raft\.put/],
    [
      '{ raft: { process: { kind: code, code: x, operations: [put], failures: [] } } }',
      /S108 processes\.raft\.process: there is no code here/,
    ],
  ])('%s', (process, expected) => {
    expect(problems(withProcess(process)).join('\n')).toMatch(expected)
  })
})

describe('code of a module', () => {
  it('runs, and variants may change it', async () => {
    const scenario = { ...document({ process: counter(1), nodes: 2 }) }
    const simulation = await simulate({
      ...scenario,
      variants: { one: {}, two: { processes: { counter: { process: counter(2) } } } },
    })
    const [one, two] = ['one', 'two'].map((name) => simulation.document.variants[name])
    expect(one?.operations['counter.add']?.good?.value).toBeGreaterThan(100)
    // What is asked for and sent is the same: only the states differ.
    expect(one?.fingerprint).toBe(two?.fingerprint)
    expect(await simulation.repeat()).toBeUndefined()
  })

  it('makes the scenario another when a handler or a key of the storage is another', () => {
    const hash = (process: ProcessBehaviour): string => {
      const loaded = loadScenario({ kind: 'value', file: 'counting.ts', value: document({ process }) })
      return loaded.ok ? loaded.source.hash : ''
    }
    const plain = { name: 'counter', init: () => ({ sum: 0 }), requests: { add: () => {} } }
    const storage = { sync: 'each', write: 1 } as const
    const all = [
      defineProcess<{ sum: number }>(plain),
      defineProcess<{ sum: number }>({ ...plain, requests: { add: (state) => void state.sum++ } }),
      defineProcess<{ sum: number }>({ ...plain, storage: { ...storage, stable: [] } }),
      defineProcess<{ sum: number }>({ ...plain, storage: { ...storage, stable: ['sum'] } }),
    ]
    expect(new Set(all.map(hash)).size).toBe(4)
    expect(hash(defineProcess<{ sum: number }>({ ...plain }))).toBe(hash(defineProcess<{ sum: number }>(plain)))
  })

  it('has the same fingerprint as the process that comes with Orrery and does the same', async () => {
    const { raft } = await import('../../src/sim/processes/raft/raft.ts')
    const run = async (process: ProcessDocument): Promise<string | undefined> => {
      const scenario = {
        ...document(process),
        workload: { people: { arrivals: 'poisson(50/s)', call: 'counter.put' } },
      }
      return (await simulate(scenario)).document.variants['default']?.fingerprint
    }
    expect(await run({ process: raft() })).toBe(await run({ use: 'raft' }))
  })
})
