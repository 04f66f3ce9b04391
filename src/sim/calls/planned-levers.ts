import type { FaultMark } from '../fault-mark.ts'
import type { Frame } from '../frame.ts'
import type { Engine } from '../kernel/engine.ts'
import type { Probe } from '../kernel/probe.ts'
import type { Source } from '../kernel/source.ts'
import { Outcome } from '../outcome.ts'
import { CallRule } from '../services/call-rule.ts'
import type { Instance } from '../services/instance.ts'
import type {
  ClockKnobs,
  CrashKnobs,
  DescriptorsKnobs,
  DrainKnobs,
  ErrorsKnobs,
  LostReplyKnobs,
  MemoryKnobs,
  QuotaKnobs,
  SlowKnobs,
  ThreadsKnobs,
  ThrottleKnobs,
} from '../services/knobs.ts'
import type { Levers, Lift } from '../services/levers.ts'
import { Process, type ProcessParts } from '../services/process.ts'
import { RateRule } from '../services/rate-rule.ts'
import type { Troubles } from '../services/troubles.ts'
import type { ResourcePool } from './resource-pool.ts'

/** What the levers need of the world. */
export interface LeverParts extends ProcessParts {
  readonly engine: Engine
  readonly probe: () => Probe
  readonly instances: readonly Instance[]
  readonly pools: readonly ResourcePool[]
  /** Empties a cache, by index, at an instance; returns how many entries were lost. */
  readonly flush: (cache: number, instance: Instance) => number
  /** A call that has got a place in a pool is to be sent after the current event. */
  readonly start: (frame: Frame) => void
}

/** The levers of one world. */
export class PlannedLevers implements Levers {
  readonly #parts: LeverParts
  /** By instance; made when something happens to it first. */
  readonly #processes: Process[] = []

  constructor(parts: LeverParts) {
    this.#parts = parts
  }

  crash(instances: readonly Instance[], knobs: CrashKnobs, mark: FaultMark): Lift {
    return this.#each(instances, (process) => process.crash(knobs, mark))
  }

  drain(instances: readonly Instance[], knobs: DrainKnobs, mark: FaultMark): Lift {
    let noticed: Lift = () => {}
    let out = instances.length
    const lift = this.#each(instances, (process) =>
      process.drain(knobs, mark, () => {
        if (--out === 0) noticed()
      }),
    )
    const units = new Set(instances.map(({ unit }) => unit))
    const others = this.#parts.instances.filter((one) => units.has(one.unit) && one.inRotation)
    noticed = this.#each(others, ({ troubles }) => enter(troubles.neighbours, mark))
    return lift
  }

  pause(instances: readonly Instance[], mark: FaultMark): Lift {
    return this.#each(instances, (process) => process.pause(mark))
  }

  slow(instances: readonly Instance[], knobs: SlowKnobs, mark: FaultMark): Lift {
    return this.#each(instances, (process) => process.slow(knobs, mark))
  }

  cpuQuota(instances: readonly Instance[], knobs: QuotaKnobs, mark: FaultMark): Lift {
    return this.#each(instances, (process) => process.cpuQuota(knobs, mark))
  }

  memory(instances: readonly Instance[], knobs: MemoryKnobs, mark: FaultMark): Lift {
    return this.#each(instances, (process) => process.memory(knobs, mark))
  }

  threads(instances: readonly Instance[], knobs: ThreadsKnobs, mark: FaultMark): Lift {
    return this.#each(instances, (process) => process.threads(knobs, mark))
  }

  descriptors(instances: readonly Instance[], knobs: DescriptorsKnobs, mark: FaultMark): Lift {
    return this.#each(instances, (process) => process.descriptors(knobs, mark))
  }

  clock(instances: readonly Instance[], knobs: ClockKnobs, mark: FaultMark): Lift {
    return this.#each(instances, (process) => process.clock(knobs, mark))
  }

  errors(instances: readonly Instance[], knobs: ErrorsKnobs, source: Source, mark: FaultMark): Lift {
    const rule = new CallRule(knobs, source, mark)
    const list = (troubles: Troubles): CallRule[] =>
      knobs.when === 'before' ? troubles.errorsBefore : troubles.errorsAfter
    return this.#each(instances, ({ troubles }) => enter(list(troubles), rule))
  }

  lostReply(instances: readonly Instance[], knobs: LostReplyKnobs, source: Source, mark: FaultMark): Lift {
    const rule = new CallRule({ ...knobs, outcome: Outcome.ok, first: 0 }, source, mark)
    return this.#each(instances, ({ troubles }) => enter(troubles.lostReplies, rule))
  }

  throttle(instances: readonly Instance[], knobs: ThrottleKnobs, mark: FaultMark): Lift {
    const rule = new RateRule(knobs, mark)
    return this.#each(instances, ({ troubles }) => enter(troubles.rates, rule))
  }

  cacheFlush(instances: readonly Instance[], caches: readonly number[], mark: FaultMark): void {
    for (const cache of caches) for (const instance of instances) mark.bites += this.#parts.flush(cache, instance)
  }

  poolLeak(pool: number, share: number, source: Source, mark: FaultMark): Lift {
    return this.#ofPool(pool, (one) => one.leak(share, source, mark))
  }

  poolExhausted(pool: number, take: number, mark: FaultMark): Lift {
    return this.#ofPool(pool, (one) => one.exhaust(take, mark))
  }

  #ofPool(index: number, pull: (pool: ResourcePool) => () => void): Lift {
    const { engine, probe, pools, start } = this.#parts
    const pool = pools[index] as ResourcePool
    const lift = pull(pool)
    pool.refresh(engine.now, probe())
    return () => {
      lift()
      pool.refresh(engine.now, probe())
      const grant = (): Frame | null => pool.grant(engine.now, probe())
      for (let next = grant(); next !== null; next = grant()) start(next)
    }
  }

  #each(instances: readonly Instance[], pull: (process: Process) => Lift): Lift {
    const lifts = instances.map((instance) => pull(this.#process(instance)))
    return () => {
      for (const lift of lifts) lift()
    }
  }

  #process(instance: Instance): Process {
    this.#processes[instance.index] ??= new Process(instance, this.#parts)
    return this.#processes[instance.index] as Process
  }
}

/** Puts an entry into a list and returns what takes it out again. */
function enter<T>(list: T[], one: T): Lift {
  list.push(one)
  return () => {
    list.splice(list.indexOf(one), 1)
  }
}
