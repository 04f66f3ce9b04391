import type { EffectEvent, EffectPromise } from '../../../src/checks/histories/effects/effect-history.ts'
import type { LogHistory, LogOperation } from '../../../src/checks/histories/logs/log-history.ts'
import type { QueueEvent, QueueHistory } from '../../../src/checks/histories/queues/queue-history.ts'
import type { SagaEvent, SagaLeg } from '../../../src/checks/histories/sagas/saga-history.ts'

/** What is broken, as `id rule`, each thing from its definition and the whole history. */
export type Broken = ReadonlySet<string>

/** How often something stands before an event: of all ways to begin counting, the one that gives most. */
function standing(events: readonly EffectEvent[], before: number): number {
  const sums = Array.from({ length: before + 1 }, (_, from) =>
    events.slice(from, before).reduce((sum, { kind }) => sum + (kind === 'effect' ? 1 : kind === 'undone' ? -1 : 0), 0),
  )
  return Math.max(...sums)
}

export function brokenEffects(all: readonly EffectEvent[], promise: EffectPromise): Broken {
  const broken = new Set<string>()
  for (const id of new Set(all.map((event) => event.id))) {
    const events = all.filter((event) => event.id === id)
    const has = (kind: EffectEvent['kind']): boolean => events.some((event) => event.kind === kind)
    const answers = events.flatMap(({ kind, outcome }) => (kind === 'told' ? [outcome] : []))
    const told = answers.find((answer) => answer !== 'info')
    const at = (test: (event: EffectEvent, place: number) => boolean): boolean => events.some(test)
    const rules = {
      again: at(({ kind }, place) => kind === 'effect' && standing(events, place) > 0),
      unasked: at(({ kind }, place) => {
        return kind === 'effect' && !events.slice(0, place).some((other) => other.kind === 'asked')
      }),
      missing: told === 'ok' && !has('effect'),
      refused: told === 'fail' && standing(events, events.length) > 0,
      'undone-before-done': at(({ kind }, place) => kind === 'undone' && standing(events, place) === 0),
    }
    const judged = {
      'at-most-once': ['again', 'unasked'],
      'at-least-once': ['missing', 'unasked'],
      'exactly-once': Object.keys(rules),
    }[promise]
    for (const [rule, holds] of Object.entries(rules)) if (holds && judged.includes(rule)) broken.add(`${id} ${rule}`)
  }
  return broken
}

export function brokenQueue({ events, left = [] }: QueueHistory): Broken {
  const broken = new Set<string>()
  const names = [...new Set(events.map(({ message }) => message))]
  const firstOf = (message: string, kind: QueueEvent['kind']): number => {
    return events.findIndex((event) => event.message === message && event.kind === kind)
  }
  const has = (message: string, kind: QueueEvent['kind']): boolean => firstOf(message, kind) >= 0
  const keyOf = (message: string): string | undefined => events[firstOf(message, 'published')]?.key
  const inOrder = names.filter((name) => {
    const published = firstOf(name, 'published')
    return published >= 0 && firstOf(name, 'handled') > published && keyOf(name) !== undefined
  })
  for (const name of names) {
    const kept = has(name, 'handled') || has(name, 'dead') || left.includes(name)
    if (has(name, 'confirmed') && !kept) broken.add(`${name} lost`)
    for (const [place, { message, kind, redelivered }] of events.entries()) {
      if (message !== name) continue
      const before = events.slice(0, place).filter((event) => event.message === name)
      const some = (...kinds: readonly string[]): boolean => before.some((event) => kinds.includes(event.kind))
      if ((kind === 'delivered' || kind === 'handled') && !some('published')) broken.add(`${name} unpublished`)
      if (kind !== 'delivered') continue
      if (some('delivered') && redelivered !== true) broken.add(`${name} unflagged`)
      if (some('settled', 'dead', 'dropped')) broken.add(`${name} settled`)
    }
    const overtaken = inOrder.some((other) => {
      const later = firstOf(other, 'published') > firstOf(name, 'published')
      return later && keyOf(other) === keyOf(name) && firstOf(other, 'handled') < firstOf(name, 'handled')
    })
    if (inOrder.includes(name) && overtaken) broken.add(`${name} order`)
  }
  return broken
}

export function brokenSagas(
  all: readonly SagaEvent[],
  legs: readonly SagaLeg[],
  { within, healed, until }: { readonly within: number; readonly healed: number; readonly until: number },
): Broken {
  const broken = new Set<string>()
  const comesAfter = (leg: string, other: string): boolean => {
    const direct = legs.find(({ name }) => name === leg)?.after ?? []
    return direct.some((one) => one === other || comesAfter(one, other))
  }
  for (const saga of new Set(all.map((event) => event.saga))) {
    const events = all.filter((event) => event.saga === saga)
    const isDone = (leg: string, before: number): boolean => {
      const last = events.slice(0, before).findLast((event) => {
        return event.leg === leg && (event.kind === 'done' || event.kind === 'undone')
      })
      return last?.kind === 'done'
    }
    const earlier = (place: number, kind: string, leg?: string): boolean => {
      return events.slice(0, place).some((event) => event.kind === kind && (leg === undefined || event.leg === leg))
    }
    const isPivotDone = (before: number): boolean => {
      return legs.some(({ name, pivot }) => pivot === true && earlier(before, 'done', name))
    }
    for (const [place, { kind, leg = '' }] of events.entries()) {
      const note = (rule: string): void => void broken.add(`${saga} ${rule}`)
      if (kind === 'called' && earlier(place, 'turned')) note('late')
      if (kind === 'turned' && isPivotDone(place)) note('pivot')
      if (kind === 'done') {
        if (isDone(leg, place)) note('twice')
        const of = legs.find(({ name }) => name === leg)
        if (of?.after?.some((other) => !earlier(place, 'done', other)) === true) note('early')
      }
      if (kind !== 'undone') continue
      if (!isDone(leg, place)) note('twice')
      if (legs.some(({ name, undoable }) => undoable !== false && comesAfter(name, leg) && isDone(name, place)))
        note('order')
    }
    const end = events.find(({ kind }) => kind === 'ended')?.at
    if ((end ?? until) > Math.max(events[0]?.at ?? 0, healed) + within) broken.add(`${saga} stuck`)
    const nothing = legs.every(({ name, undoable }) => undoable === false || !isDone(name, events.length))
    const everything = legs.every(({ name }) => isDone(name, events.length))
    const isWhole = everything || (nothing && !isPivotDone(events.length))
    if (end !== undefined && !isWhole) broken.add(`${saga} halfway`)
  }
  return broken
}

interface Sight {
  readonly key: string
  readonly value: number
  readonly offset: number
  readonly by: LogOperation
}

/** What is broken in logs, as `law key`, once for each case. */
export function brokenLogs({ operations, removed = [], drained }: LogHistory): readonly string[] {
  const broken: string[] = []
  const sends = operations.flatMap((by) =>
    by.steps.flatMap((step) => (step.kind === 'send' ? [{ ...step, by, offset: step.offset ?? null }] : [])),
  )
  const sure = operations.filter(({ outcome }) => outcome === 'ok')
  const polls = sure.flatMap((by) =>
    by.steps.flatMap((step): Sight[] =>
      step.kind === 'poll' ? step.entries.map((entry) => ({ ...entry, key: step.key, by })) : [],
    ),
  )
  const told = sends.flatMap(({ key, value, offset, by }): Sight[] => {
    return offset === null || by.outcome !== 'ok' ? [] : [{ key, value, offset, by }]
  })
  const known = [...polls, ...told]
  const keys = new Set([...known, ...sends].map(({ key }) => key))
  const isGone = (key: string, offset: number): boolean => {
    return removed.some((one) => one.key === key && one.offset === offset)
  }
  const between = (key: string, low: number, high: number): number => {
    const own = known.filter((one) => one.key === key && one.offset > low && one.offset < high)
    return new Set(own.map(({ offset }) => offset).filter((offset) => !isGone(key, offset))).size
  }
  for (const key of keys) {
    const own = known.filter((one) => one.key === key)
    for (const offset of new Set(own.map((one) => one.offset))) {
      const values = new Set(own.filter((one) => one.offset === offset).map(({ value }) => value))
      if (values.size > 1) broken.push(`inconsistent-offset ${key}`)
    }
    for (const value of new Set(own.map((one) => one.value))) {
      const offsets = new Set(own.filter((one) => one.value === value).map(({ offset }) => offset))
      if (offsets.size > 1) broken.push(`duplicate ${key}`)
    }
    for (const { value, offset, by } of sends.filter((one) => one.key === key && one.by.outcome === 'ok')) {
      if (polls.some((one) => one.key === key && one.value === value)) continue
      if (offset !== null && isGone(key, offset)) continue
      const passed = polls.some((one) => one.key === key && offset !== null && one.offset >= offset)
      if (passed) broken.push(`lost-write ${key}`)
      else if (drained === true) broken.push(`unseen ${key}`)
      if (by.outcome !== 'ok') throw new Error('only sure ones')
    }
  }
  broken.push(...brokenReads(polls, sends))
  for (const key of keys) {
    for (const session of new Set(operations.map((one) => one.session))) {
      const mine = sure.filter((one) => one.session === session)
      const forgets = (from: LogOperation, to: LogOperation): boolean =>
        mine.slice(mine.indexOf(from), mine.indexOf(to) + 1).some(({ assigned }) => assigned?.includes(key) === false)
      const reads = polls.filter((one) => one.key === key && one.by.session === session)
      for (const [place, to] of reads.entries()) {
        const from = reads[place - 1]
        if (from === undefined || forgets(from.by, to.by) || isGone(key, from.offset) || isGone(key, to.offset))
          continue
        const internal = from.by === to.by ? 'internal-' : ''
        if (to.offset <= from.offset) broken.push(`${internal}nonmonotonic-poll ${key}`)
        else if (between(key, from.offset, to.offset) > 0) broken.push(`${internal}poll-skip ${key}`)
      }
      const writes = told.filter((one) => one.key === key && one.by.session === session)
      for (const [place, to] of writes.entries()) {
        const from = writes[place - 1]
        if (from === undefined || to.offset > from.offset) continue
        broken.push(`${from.by === to.by ? 'internal-' : ''}nonmonotonic-send ${key}`)
      }
    }
  }
  return broken.toSorted()
}

/** What was read and should not have been. */
function brokenReads(
  polls: readonly Sight[],
  sends: readonly { readonly key: string; readonly value: number; readonly by: LogOperation }[],
): readonly string[] {
  const broken: string[] = []
  for (const { key, value, by } of polls) {
    const sender = sends.find((one) => one.key === key && one.value === value)?.by
    if (sender === undefined) broken.push(`unsent ${key}`)
    else if (sender.outcome === 'fail') broken.push(`aborted-read ${key}`)
    else if (sender === by || by.return < (sender.committed ?? sender.call)) broken.push(`precommitted-read ${key}`)
  }
  return broken
}
