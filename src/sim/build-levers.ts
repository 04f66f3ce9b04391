import type { Client } from './calls/client.ts'
import type { Edge } from './calls/edge.ts'
import { PlannedLevers } from './calls/planned-levers.ts'
import type { ReadyList } from './calls/ready-list.ts'
import type { ResourcePool } from './calls/resource-pool.ts'
import { Stoppage } from './calls/stoppage.ts'
import type { Caches } from './data/cache/caches.ts'
import type { FramePool } from './frame-pool.ts'
import type { Engine } from './kernel/engine.ts'
import type { Processes } from './processes/processes.ts'
import type { Alarms } from './services/alarms.ts'
import type { Instance } from './services/instance.ts'
import type { Parking } from './services/parking.ts'

/** Connects what faults can do to processes and dependencies with the components of a world. */
export function buildLevers(parts: {
  readonly engine: Engine
  readonly alarms: Alarms
  readonly parking: Parking
  readonly frames: FramePool
  readonly edges: readonly Edge[]
  readonly instances: readonly Instance[]
  readonly pools: readonly ResourcePool[]
  readonly caches: Caches
  readonly client: Client
  readonly ready: ReadyList
  readonly processes: Processes
  /** Told of an instance that has crashed. */
  readonly crashed: (instance: number) => void
  /** … and of one that has started again. */
  readonly restarted: (instance: number) => void
  /** Told of one that is to end what it has and stop (`out`), or is not to any more; see `ProcessParts`. */
  readonly drained: (instance: number, out: boolean) => boolean
  /** Told when so many instances of a unit are up. */
  readonly up: (unit: number, count: number) => void
}): PlannedLevers {
  const { client, caches, instances, processes, ready, crashed, restarted, drained, up } = parts
  const stoppage = new Stoppage(parts)
  return new PlannedLevers({
    ...parts,
    probe: () => client.probe,
    stop: (instance, mark) => stoppage.stop(instance, mark),
    start: (frame) => ready.add(frame),
    flush: (cache, instance) => caches.flush(cache, instance.index),
    drained: (instance, out) => drained(instance.index, out),
    changed: (instance, isUp) => {
      const { unit } = instance
      if (isUp) {
        client.guards.restarted(unit, instance.index)
        instance.restarted()
        restarted(instance.index)
      } else {
        caches.restarted(instance.index)
        crashed(instance.index)
      }
      processes.changed(instance, isUp)
      up(unit, instances.filter((one) => one.unit === unit && one.up).length)
    },
  })
}
