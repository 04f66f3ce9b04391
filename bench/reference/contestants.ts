import type { Contestant } from '../contestant.ts'
import { HoldModel } from './hold.ts'
import { NestedChain, plainChain } from './nested-chain.ts'
import { RearmModel } from './rearm.ts'
import { SingleServer } from './single-server.ts'

const seed = 1

/** The models written by hand, on nothing but typed arrays: what the machine can do. */
export const contestants: readonly Contestant[] = [
  hold('hold-1e2', 100),
  hold('hold-1e4', 10_000),
  hold('hold-1e6', 1_000_000),
  rearm(),
  singleServer(),
  chain(),
]

function hold(workload: string, pending: number): Contestant {
  let model: HoldModel | undefined
  const prepare = (): HoldModel => {
    model ??= new HoldModel(pending, seed)
    return model
  }
  return {
    workload,
    name: 'reference',
    prepare,
    run: (n) => {
      prepare().run(n)
      return { events: n, requests: n }
    },
  }
}

function rearm(): Contestant {
  let model: RearmModel | undefined
  const prepare = (): RearmModel => {
    model ??= new RearmModel(10_000, 10, seed)
    return model
  }
  return {
    workload: 'rearm',
    name: 'reference',
    prepare,
    run: (n) => {
      const before = prepare().fired
      prepare().run(n)
      return { events: n + prepare().fired - before, requests: n }
    },
  }
}

function singleServer(): Contestant {
  return {
    workload: 'mm1',
    name: 'reference',
    run: (n) => {
      const model = new SingleServer(0.8, seed)
      model.run(n)
      return { events: model.events, requests: n }
    },
  }
}

function chain(): Contestant {
  return {
    workload: 'chain',
    name: 'reference',
    run: (n) => {
      const model = new NestedChain(plainChain, seed)
      model.run(n)
      return { events: model.events, requests: n }
    },
    inFlight: (n) => {
      // Nobody finishes and nobody gives up within the run.
      const model = new NestedChain({ ...plainChain, service: 1e9, timeout: 1e9 }, seed, n)
      model.fill(n)
      return model
    },
  }
}
