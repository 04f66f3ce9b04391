import type { FaultEffect } from '../../../sim/fault-plan.ts'
import { OUTCOME_NAMES } from '../../../sim/outcome.ts'
import type { DependencyFault, LoadFault } from '../../fault.ts'
import { outcomeIndex } from '../outcome-names.ts'
import { chosen } from './fault-instances.ts'
import { operationsOf } from './fault-operations.ts'
import { ascending, type FaultScope } from './fault-scope.ts'

/** What a fault does to operations, caches and pools. */
export function dependencyEffect(what: DependencyFault, scope: FaultScope): FaultEffect {
  switch (what.kind) {
    case 'errors': {
      const { share, moment, as: reason, first } = what
      checkReason(reason, scope)
      const outcome = outcomeIndex(scope.context.outcomes, reason)
      return { kind: 'errors', ...operationsOf(what.on, what.kind, scope), share, when: moment, outcome, first }
    }
    case 'lost-reply':
      return { kind: 'lost-reply', ...operationsOf(what.on, what.kind, scope), share: what.share }
    case 'throttle': {
      const { limit: perSecond, burst, 'retry-after': retryAfter } = what
      return { kind: 'throttle', ...operationsOf(what.on, what.kind, scope), perSecond, burst, retryAfter }
    }
    case 'cache-flush': {
      const caches = scope.cachesNamed(what.caches, what.kind)
      const units = new Set(caches.map((cache) => scope.context.caches[cache]?.unit ?? -1))
      return { kind: 'cache-flush', caches, on: chosen([...units].sort(ascending), what, what.kind, scope) }
    }
    case 'pool-leak': {
      const pools = scope.poolsNamed(what.pools, what.kind)
      return together(pools.map((pool) => ({ kind: 'pool-leak', pool, share: what.share })))
    }
    case 'pool-exhausted': {
      const pools = scope.poolsNamed(what.pools, what.kind)
      for (const pool of pools) checkTake(pool, what.take, scope)
      return together(pools.map((pool) => ({ kind: 'pool-exhausted', pool, take: what.take })))
    }
  }
}

/** What a fault does to workloads. */
export function loadEffect(what: LoadFault, scope: FaultScope): FaultEffect {
  const workloads = scope.workloadsNamed(what.workloads, what.kind)
  return together(
    workloads.map((workload): FaultEffect => {
      switch (what.kind) {
        case 'surge':
          return { kind: 'surge', workload, factor: what.factor }
        case 'hot-key':
          return { kind: 'hot-key', workload, share: what.share, keys: what.keys }
        case 'client-retries':
          return { kind: 'client-retries', workload, attempts: what.attempts, wait: what.wait }
      }
    }),
  )
}

function together(effects: readonly FaultEffect[]): FaultEffect {
  const [single] = effects
  return single !== undefined && effects.length === 1 ? single : { kind: 'together', effects }
}

function checkReason(reason: string, scope: FaultScope): void {
  if (reason === 'error' || !OUTCOME_NAMES.includes(reason)) return
  scope.error('S217', ['as'], `"${reason}" is what Orrery itself calls an outcome`, {
    hint: 'choose a reason of the business, for example "declined"; for the others there are faults of their own',
  })
}

function checkTake(pool: number, take: number, scope: FaultScope): void {
  const { name = '', size = 0 } = scope.context.pools[pool] ?? {}
  if (take <= size) return
  scope.error('S244', ['take'], `"${name}" has ${size} connections`, { expected: `at most ${size}` })
}
