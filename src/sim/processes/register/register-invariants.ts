import type { EndedOperation, ProcessInvariant, ProcessView } from '../../process-plan.ts'
import { isLater, type RegisterState, type Tag, type Tagged } from './register-state.ts'

type View = ProcessView<RegisterState>
type Judge = (view: View) => string | undefined

/** What makes the registers linearizable, and what that rests on. */
export const registerInvariants: readonly ProcessInvariant<RegisterState>[] = [
  { name: 'linearizable', judge: linearizable },
  { name: 'one-value-for-each-tag', judge: oneValueForEachTag },
  { name: 'majority-has-it', judge: majorityHasIt },
]

/**
 * Tags put all operations on a key into one order; it is a linearization when it agrees with real time: an operation
 * that begins after another has ended comes later, or with it if it is a read (N. Lynch, Distributed Algorithms,
 * lemma 13.16).
 */
function linearizable(): Judge {
  /** By key: the latest tag of an operation that has ended. */
  const latest = new Map<number, Tag>()
  /** By request: what that was when it began. */
  const before = new Map<number, Tag>()
  return (view) => {
    const { began } = view
    if (began !== null) {
      const tag = latest.get(began.key)
      if (tag !== undefined) before.set(began.id, tag)
    }
    for (const one of view.ended) {
      const { tag } = resultOf(one)
      const past = before.get(one.id)
      before.delete(one.id)
      const known = latest.get(one.key)
      if (known === undefined || isLater(tag, known)) latest.set(one.key, tag)
      if (past === undefined || isLater(tag, past)) continue
      if (one.operation === 'read' && !isLater(past, tag)) continue
      const what = `${one.operation} ${one.id} of key ${one.key}`
      return `${what} got ${text(tag)}, but ${text(past)} had ended before it began`
    }
    return undefined
  }
}

/** Two nodes never have different values of one key with the same tag. */
function oneValueForEachTag(): Judge {
  const values = new Map<string, number>()
  const seen = new Map<number, Readonly<Record<number, Tagged>>>()
  return ({ nodes, node }) => {
    const cells = nodes[node]?.state.cells ?? {}
    const last = seen.get(node) ?? {}
    seen.set(node, cells)
    if (cells === last) return undefined
    for (const [key, { tag, value }] of Object.entries(cells)) {
      if (cells[Number(key)] === last[Number(key)]) continue
      const place = `${key} ${text(tag)}`
      const other = values.get(place)
      values.set(place, value)
      if (other !== undefined && other !== value) return `key ${key} has values ${other} and ${value} of ${text(tag)}`
    }
    return undefined
  }
}

/** When a write ends, a majority of the nodes has its value or a later one; crashes do not count against it. */
function majorityHasIt(): Judge {
  return ({ nodes, ended }) => {
    for (const one of ended) {
      if (one.operation !== 'write') continue
      const { tag } = resultOf(one)
      const having = nodes.filter(({ state }) => {
        const cell = state.cells[one.key]
        return cell !== undefined && !isLater(tag, cell.tag)
      })
      if (2 * having.length <= nodes.length) {
        return `write ${one.id} of key ${one.key} has ended, but only ${having.length} of ${nodes.length} nodes have it`
      }
    }
    return undefined
  }
}

function resultOf({ result }: EndedOperation): Tagged {
  return result as Tagged
}

function text({ number, node }: Tag): string {
  return `tag ${number}.${node}`
}
