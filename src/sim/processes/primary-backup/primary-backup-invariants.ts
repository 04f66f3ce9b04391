import type { ProcessInvariant, ProcessView } from '../../process-plan.ts'
import type { PrimaryBackupState, Version } from './primary-backup-state.ts'

type Judge = (view: ProcessView<PrimaryBackupState>) => string | undefined

/** What clients rely on. */
export const primaryBackupInvariants: readonly ProcessInvariant<PrimaryBackupState>[] = [
  { name: 'acknowledged-is-kept', judge: acknowledgedIsKept },
  { name: 'linearizable', judge: linearizable },
]

/** The primary that serves has everything that was ever acknowledged. */
function acknowledgedIsKept(): Judge {
  const acknowledged = new Map<number, number>()
  let newest = 0
  return ({ nodes, node, ended }) => {
    for (const { operation, key, outcome, result } of ended) {
      if (operation !== 'put' || outcome !== 'ok') continue
      const { count } = result as Version
      if (count > (acknowledged.get(key) ?? 0)) acknowledged.set(key, count)
    }
    const { id, up, state } = nodes[node] as (typeof nodes)[number]
    if (!up || state.view.primary !== id || !state.ready || state.view.number < newest) return undefined
    newest = state.view.number
    for (const [key, count] of acknowledged) {
      const here = state.data[key]?.count ?? 0
      if (here < count)
        return `${id} serves view ${newest}, but key ${key} has only ${here} of ${count} acknowledged writes`
    }
    return undefined
  }
}

/** The versions of a key are one order of all operations on it, which agrees with real time. */
function linearizable(): Judge {
  const latest = new Map<number, number>()
  const before = new Map<number, number>()
  const writers = new Map<string, number>()
  return ({ began, ended }) => {
    if (began !== null) before.set(began.id, latest.get(began.key) ?? 0)
    for (const { id, key, operation, outcome, result } of ended) {
      const past = before.get(id) ?? 0
      before.delete(id)
      if (outcome !== 'ok') continue
      const { count, value } = result as Version
      if (count > (latest.get(key) ?? 0)) latest.set(key, count)
      const place = `${key} ${count}`
      const other = writers.get(place) ?? value
      writers.set(place, value)
      if (other !== value) return `version ${count} of key ${key} was written by requests ${other} and ${value}`
      if (count < past || (operation === 'put' && count === past)) {
        return `${operation} ${id} of key ${key} got version ${count}, but version ${past} had ended before it began`
      }
    }
    return undefined
  }
}
