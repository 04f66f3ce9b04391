import { fitsGlob } from '../../glob.ts'
import type { DocumentPath } from '../../problem.ts'
import { byCodeUnit, sortedKeys } from '../names.ts'
import { unknownName } from '../unknown-name.ts'
import type { FaultContext } from './fault-context.ts'

/** The names in one fault, on the way to indexes; remembers those that only other variants have. */
export class FaultScope {
  readonly context: FaultContext
  /** `['faults', 2]` */
  readonly path: DocumentPath
  readonly id: string
  /** Names that this variant does not have, while another has. */
  readonly absent: Set<string> = new Set()
  /** Whether something was wrong, and reported. */
  failed = false

  constructor(context: FaultContext, path: DocumentPath, id: string) {
    this.context = context
    this.path = path
    this.id = id
  }

  at(...keys: DocumentPath): DocumentPath {
    return [...this.path, ...keys]
  }

  error(code: string, key: DocumentPath, message: string, advice: { expected?: string; hint?: string } = {}): void {
    this.failed = true
    this.context.findings.error(code, this.at(...key), message, advice)
  }

  warn(code: string, key: DocumentPath, message: string, advice: { hint?: string } = {}): void {
    this.context.findings.warning(code, this.at(...key), message, advice)
  }

  unknown(code: string, kind: string, name: string, known: readonly string[], key: DocumentPath): void {
    this.failed = true
    unknownName(this.context.findings, code, kind, name, () => known, this.at(...key))
  }

  /** Where the name at `index` of a list stands, which may also be written as the only one. */
  placeOf(key: string, index: number, count: number): DocumentPath {
    return count > 1 ? [key, index] : [key]
  }

  /** Indexes of units and stores, ascending, each once; a module stands for its unit. */
  unitsNamed(names: readonly string[], key: string): number[] {
    const found = new Set<number>()
    names.forEach((name, index) => {
      const unit = this.unitNamed(name)
      if (unit !== undefined) found.add(unit)
      else if (this.context.elsewhere.has(name)) this.absent.add(name)
      else this.unknown('S241', 'unit, store or module', name, this.#deployed(), this.placeOf(key, index, names.length))
    })
    return [...found].sort(ascending)
  }

  unitNamed(name: string): number | undefined {
    const { unitIndex, placement } = this.context
    return unitIndex.get(name) ?? unitIndex.get(placement.unitOf.get(name)?.name ?? '')
  }

  #deployed(): string[] {
    const { units, scenario } = this.context
    return [...new Set([...units.map(({ plan }) => plan.name), ...sortedKeys(scenario.app)])].sort(byCodeUnit)
  }

  /** Indexes of zones: the one that is named, or those of the region. */
  zonesNamed({ zone, region }: { readonly zone?: string; readonly region?: string }, ...key: DocumentPath): number[] {
    const { zones, scenario } = this.context
    if (zone !== undefined) {
      const index = zones.indexOf(zone)
      if (index < 0) this.unknown('S205', 'zone', zone, zones, [...key, 'zone'])
      return [index]
    }
    if (region === undefined) return []
    const regions = scenario.network.zones
    const inside = zones.flatMap((name, index) => (regions[name] === region ? [index] : []))
    const known = [...new Set(Object.values(regions))].sort(byCodeUnit)
    if (inside.length === 0) this.unknown('S242', 'region', region, known, [...key, 'region'])
    return inside
  }

  /** Index of the unit or store, or -1 - index of the workload. */
  endNamed(name: string): number {
    return this.context.unitIndex.get(name) ?? -1 - this.workloadNamed(name)
  }

  /** Index of the workload, or -1. */
  workloadNamed(name: string): number {
    return this.context.workloads.findIndex((workload) => workload.name === name)
  }

  /** Indexes of the workloads. */
  workloadsNamed(names: readonly string[], key: string): number[] {
    const workloads = this.context.workloads.map(({ name }) => name)
    return this.#positions(names, workloads, 'workload', key)
  }

  /** Indexes of the pools, which are called like their stores. */
  poolsNamed(names: readonly string[], key: string): number[] {
    const pools = this.context.pools.map(({ name }) => name)
    return this.#positions(names, pools, 'store', key)
  }

  /** Indexes of the caches: by their own names, or all of a module or unit. */
  cachesNamed(names: readonly string[], key: string): number[] {
    const { caches } = this.context
    const found = new Set<number>()
    names.forEach((name, index) => {
      const unit = this.unitNamed(name)
      const own = caches.flatMap((cache, c) =>
        cache.name === name || fitsGlob(`${name}.*`, cache.name) || cache.unit === unit ? [c] : [],
      )
      for (const cache of own) found.add(cache)
      if (own.length > 0) return
      if (this.context.elsewhere.has(name)) this.absent.add(name)
      else {
        const known = caches.map((cache) => cache.name)
        this.unknown('S241', 'cache', name, known, this.placeOf(key, index, names.length))
      }
    })
    return [...found].sort(ascending)
  }

  #positions(names: readonly string[], known: readonly string[], kind: string, key: string): number[] {
    const found = new Set<number>()
    names.forEach((name, index) => {
      const position = known.indexOf(name)
      if (position >= 0) found.add(position)
      else if (this.context.elsewhere.has(name)) this.absent.add(name)
      else this.unknown('S241', kind, name, known, this.placeOf(key, index, names.length))
    })
    return [...found].sort(ascending)
  }
}

export function ascending(left: number, right: number): number {
  return left - right
}
