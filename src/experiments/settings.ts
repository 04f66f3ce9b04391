import type { DeployedLayer } from '../scenarios/compile/policies/deployed-layers.ts'
import { printDuration } from '../scenarios/literals/duration.ts'
import type { BalancePlan, QueuePlan } from '../sim/plan.ts'
import type { PreparedVariant } from './prepare.ts'

/** The settings a variant runs with, defaults included, in plain data. */
export interface Settings {
  readonly run: {
    readonly durationMs: number
    /** `null`: found by MSER-5 on a pilot. */
    readonly warmupMs: number | null
    readonly drainMs: number
    readonly seed: string
    readonly replications: number
    readonly events: number
    readonly eventsPerInstant: number
    readonly pendingEvents: number
  }
  readonly units: readonly UnitSettings[]
  readonly edges: readonly EdgeSettings[]
}

export interface UnitSettings {
  readonly name: string
  readonly role: 'service' | 'store' | 'broker'
  /** Modules, records of a store, or events of a broker. */
  readonly holds: readonly string[]
  readonly instances: number
  readonly machine: string
  readonly cores: number
  /** `null` for an event loop. */
  readonly slots: number | null
  /** Longest queue of an instance; `null` where nothing bounds it. */
  readonly queue: number | null
  readonly balance: string
  /** What the queue does beside first come, first served; empty where that is all. */
  readonly discipline: string
  /** What a request passes before the queue, outermost first. */
  readonly admission: readonly LayerSettings[]
}

/** A policy with all its options. */
export interface LayerSettings {
  readonly kind: string
  /** A policy that is one value has one option without a name. */
  readonly options: readonly { readonly name: string; readonly value: string }[]
  /** The pattern that says so. */
  readonly from: string
}

export interface EdgeSettings {
  readonly name: string
  readonly settings: readonly {
    readonly name: string
    /** Durations in ms, laws as text; `null` where the zones decide. */
    readonly value: string | number | boolean | null
    readonly unit: '' | 'ms' | 'bytes/s'
    /** The pattern or key that says so; empty for a default. */
    readonly from: string
  }[]
  /** Outermost first; the timeout of an attempt is inside all of them. */
  readonly layers: readonly LayerSettings[]
}

const NS_PER_MS = 1e6
const DURATIONS: ReadonlySet<string> = new Set(['timeout', 'keep-alive'])

/** Reads the settings off a compiled variant. */
export function describeSettings({ scenario: { run }, plan, deployment }: PreparedVariant): Settings {
  return {
    run: {
      durationMs: plan.duration / NS_PER_MS,
      warmupMs: run.warmup === 'auto' ? null : run.warmup / NS_PER_MS,
      drainMs: plan.drain / NS_PER_MS,
      seed: run.seed,
      replications: run.replications,
      events: plan.limits.events,
      eventsPerInstant: plan.limits.eventsPerInstant,
      pendingEvents: plan.limits.pendingEvents,
    },
    units: deployment.units.map((unit, at): UnitSettings => {
      const planned = plan.units[at]
      return {
        name: unit.name,
        role: unit.role,
        holds: [...unit.modules, ...unit.records, ...unit.events],
        instances: unit.instances,
        machine: unit.machine.name,
        cores: unit.cores,
        slots: finite(unit.slots),
        queue: finite(planned?.queue.limit ?? 0),
        balance: planned === undefined ? '' : balanceText(planned.balance),
        discipline: planned === undefined ? '' : queueText(planned.queue),
        admission: unit.admission.map(layerOf),
      }
    }),
    edges: deployment.edges.map(({ name, settings, layers }) => ({
      name,
      settings: settings.map((setting) => ({ name: setting.name, from: setting.from, ...valueOf(setting) })),
      layers: layers.map(layerOf),
    })),
  }
}

function layerOf({ kind, options, from }: DeployedLayer): LayerSettings {
  return { kind, options, from }
}

function balanceText({ policy, scope, health, ejection }: BalancePlan): string {
  return [
    policy,
    scope,
    ...(health === null ? [] : [`health checks every ${printDuration(health.interval)}`]),
    ...(ejection === null ? [] : [`ejection for ${printDuration(ejection.baseEjection)} and more`]),
  ].join(', ')
}

function queueText({ discipline, lifoAbove, patience, codel, drop, estimate }: QueuePlan): string {
  return [
    ...(discipline === 'fifo' ? [] : [discipline === 'adaptive-lifo' ? `adaptive-lifo(${lifoAbove})` : discipline]),
    ...(patience === null ? [] : [`patience ${patience.text}`]),
    ...(codel === null ? [] : [`codel ${printDuration(codel.target)} in ${printDuration(codel.interval)}`]),
    ...(drop === 'expired' ? [] : [`drop hopeless${estimate === 0 ? '' : ` by ${printDuration(estimate)}`}`]),
  ].join(', ')
}

function valueOf({ name, value }: PreparedVariant['deployment']['edges'][number]['settings'][number]): {
  value: string | number | boolean | null
  unit: '' | 'ms' | 'bytes/s'
} {
  if (value === undefined) return { value: null, unit: '' }
  if (typeof value !== 'number') return { value, unit: '' }
  if (!isFinite(value)) return { value: name === 'keep-alive' ? 'forever' : 'unlimited', unit: '' }
  if (name === 'bandwidth') return { value, unit: 'bytes/s' }
  return DURATIONS.has(name) ? { value: value / NS_PER_MS, unit: 'ms' } : { value, unit: '' }
}

function finite(value: number): number | null {
  return isFinite(value) ? value : null
}
