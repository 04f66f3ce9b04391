import type { Engine } from '../kernel/engine.ts'
import type { Probe } from '../kernel/probe.ts'
import { Stream } from '../kernel/stream.ts'
import { streamKey } from '../kernel/stream-key.ts'
import type { UnitPlan } from '../plan.ts'
import { Balancer } from './balancer.ts'
import { type EjectionInstruments, EjectionReport } from './ejection-report.ts'
import type { Checker, HealthChecks } from './health-checks.ts'
import type { Instance } from './instance.ts'
import { Roster } from './roster.ts'

/** What all balancers of one unit have in common. */
interface Members {
  readonly unit: UnitPlan
  readonly instances: readonly Instance[]
  readonly roster: Roster
  readonly report: EjectionReport | null
  readonly shared: Balancer
}

/** Makes the balancers of a world: one for each unit, and where a unit wants it one for each of its clients. */
export class Balancers {
  readonly #engine: Engine
  readonly #seed: string
  readonly #checks: HealthChecks
  readonly #units: readonly Members[]

  constructor(parts: {
    readonly engine: Engine
    readonly seed: string
    readonly checks: HealthChecks
    readonly units: readonly UnitPlan[]
    readonly instances: readonly Instance[]
    /** By unit; `null` where nothing is ejected. */
    readonly ejections: readonly (EjectionInstruments | null)[]
    readonly probe: Probe
  }) {
    this.#engine = parts.engine
    this.#seed = parts.seed
    this.#checks = parts.checks
    this.#units = parts.units.map((unit, u) => {
      const instances = parts.instances.filter((instance) => instance.unit === u)
      const ids = parts.ejections[u] ?? null
      const roster = new Roster()
      for (const instance of instances) instance.roster = roster
      const common = {
        unit,
        instances,
        roster,
        report: ids === null ? null : new EjectionReport(ids, parts.probe),
      }
      // A unit whose clients have their own checks nobody with this one.
      const watched = unit.balance.scope === 'shared'
      return { ...common, shared: this.#create(common, `balance/${unit.name}`, watched, null) }
    })
  }

  /** The balancer that all callers of unit `unit` share. */
  shared(unit: number): Balancer {
    return this.#of(unit).shared
  }

  /** The balancer of one caller of unit `unit`; `path` names its noise. */
  own(unit: number, path: string, checker: Checker): Balancer {
    return this.#create(this.#of(unit), path, true, checker)
  }

  /** The run is watched by `probe` from now on. */
  watch(probe: Probe): void {
    for (const { report } of this.#units) if (report !== null) report.probe = probe
  }

  #create(members: Omit<Members, 'shared'>, path: string, watched: boolean, checker: Checker | null): Balancer {
    const { unit, instances, roster, report } = members
    const { balance } = unit
    const checks = watched && balance.health !== null
    const board = checks && balance.health !== null ? this.#checks.add(balance.health, instances, checker) : null
    const source = new Stream(streamKey(this.#seed, path))
    return new Balancer(balance, instances, source, { clock: this.#engine, roster, board, report })
  }

  #of(unit: number): Members {
    return this.#units[unit] as Members
  }
}
