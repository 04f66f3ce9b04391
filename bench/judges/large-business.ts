import type { EffectEvent } from '../../src/checks/histories/effects/effect-history.ts'
import type { LogHistory, LogOperation } from '../../src/checks/histories/logs/log-history.ts'
import type { QueueEvent, QueueHistory } from '../../src/checks/histories/queues/queue-history.ts'
import type { SagaEvent, SagaHistory } from '../../src/checks/histories/sagas/saga-history.ts'

/** About `count` events: things that are asked for, done, recognised and told of, a hundred at a time. */
export function largeEffects(count: number): readonly EffectEvent[] {
  const kinds = ['asked', 'effect', 'absorbed', 'told'] as const
  return interleaved(count, kinds, (kind, thing, at) => ({ kind, at, id: `${thing}` }))
}

/** About `count` events of messages of a hundred keys, each handled in order, redelivered once. */
export function largeQueue(count: number): QueueHistory {
  const kinds = ['published', 'confirmed', 'delivered', 'handled', 'redelivered', 'settled'] as const
  const events = interleaved(count, kinds, (kind, thing, at): QueueEvent => {
    const key = kind === 'published' ? { key: `${thing % 100}` } : {}
    const what = kind === 'redelivered' ? ({ kind: 'delivered', redelivered: true } as const) : { kind }
    return { ...what, at, message: `${thing}`, ...key }
  })
  return { events }
}

/** About `count` values, sent to ten logs and read by two sessions each, ten at a time. */
export function largeLogs(count: number): LogHistory {
  const operations: LogOperation[] = []
  for (let value = 0; value < count / 3; value++) {
    const [key, offset] = [`${value % 10}`, Math.floor(value / 10)]
    const send = { kind: 'send', key, value, offset } as const
    const call = value * 10
    operations.push({ session: `s${key}`, call, return: call + 5, outcome: 'ok', steps: [send] })
    if (offset % 10 < 9) continue
    const entries = Array.from({ length: 10 }, (_, back) => ({
      offset: offset - 9 + back,
      value: value - 90 + back * 10,
    }))
    for (const reader of ['a', 'b']) {
      const steps = [{ kind: 'poll', key, entries } as const]
      operations.push({ session: `${reader}${key}`, call: call + 6, return: call + 9, outcome: 'ok', steps })
    }
  }
  return { operations }
}

/** About `count` events of sagas of three legs; every other one turns round. */
export function largeSagas(count: number): SagaHistory {
  const legs = [{ name: 'x' }, { name: 'y', after: ['x'] }, { name: 'z', after: ['y'] }]
  const done = ['begun', 'called x', 'done x', 'called y', 'done y', 'called z', 'done z', 'ended'] as const
  const undone = [
    'begun',
    'called x',
    'done x',
    'called y',
    'done y',
    'turned',
    'undone y',
    'undone x',
    'ended',
  ] as const
  const events: SagaEvent[] = []
  for (let saga = 0; events.length < count; saga++) {
    for (const text of saga % 2 === 0 ? done : undone) {
      const [kind, leg] = text.split(' ') as [SagaEvent['kind'], string | undefined]
      events.push({ kind, at: events.length * 10, saga: `${saga}`, ...(leg === undefined ? {} : { leg }) })
    }
  }
  return { legs, events, until: events.length * 10 }
}

/** Things that go through the same stages, a hundred of them at a time. */
function interleaved<Kind, Event>(
  count: number,
  kinds: readonly Kind[],
  make: (kind: Kind, thing: number, at: number) => Event,
): readonly Event[] {
  const events: Event[] = []
  for (let first = 0; events.length < count; first += 100) {
    for (const kind of kinds) {
      for (let thing = first; thing < first + 100; thing++) events.push(make(kind, thing, events.length * 10))
    }
  }
  return events
}
