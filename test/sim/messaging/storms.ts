import fc from 'fast-check'
import { expect } from 'vitest'
import { MessageKind } from '../../../src/sim/message-fact.ts'
import type { Run } from './post-office.ts'

/** How many instances each unit has. */
export type Sizes = Readonly<Record<string, number>>

/** Faults of a scenario in the first `until` s, each over within 8 s: crashes, drains, pauses, partitions, losses. */
export function storms(sizes: Sizes, edges: readonly string[], until = 20): fc.Arbitrary<readonly unknown[]> {
  const when = fc.record({
    at: fc.integer({ min: 100, max: until * 1000 }).map((ms) => `${ms}ms`),
    for: fc.integer({ min: 5, max: 8000 }).map((ms) => `${ms}ms`),
  })
  const places = Object.entries(sizes).flatMap(([unit, size]) =>
    Array.from({ length: size }, (_, number) => ({ unit, number })),
  )
  const place = fc.constantFrom(...places)
  const crash = fc
    .record({ place, host: fc.constantFrom('up', 'down'), restart: fc.constantFrom('0s', '300ms') })
    .map(({ place: { unit, number }, host, restart }) => ({ crash: unit, instances: [number], host, restart }))
  const drain = fc
    .record({ place, grace: fc.constantFrom('20ms', '3s'), restart: fc.constantFrom('0s', '300ms') })
    .map(({ place: { unit, number }, grace, restart }) => ({ drain: unit, instances: [number], grace, restart }))
  const pause = place.map(({ unit, number }) => ({ pause: unit, instances: [number] }))
  const edge = fc.constantFrom(...edges)
  const direction = fc.constantFrom('there', 'back', 'both')
  const cut = fc.record({ partition: edge, direction })
  const loss = fc.record({ loss: edge, direction, share: fc.constant('50%') })
  return fc
    .array(fc.tuple(fc.oneof(crash, crash, drain, pause, cut, loss), when), { maxLength: 6 })
    .map((list) => list.map(([what, time], i) => ({ id: `f${i}`, ...what, ...time })))
}

/** Nothing is under way any more but so many receives that wait for messages. */
export function expectAtRest({ world }: Run, polls = 0): void {
  expect(world.frames).toBeLessThanOrEqual(polls)
}

/** What is in one and not in the other. */
export function without(all: readonly number[], ...some: (readonly number[])[]): readonly number[] {
  const known = new Set(some.flat())
  return all.filter((one) => !known.has(one))
}

/**
 * Every copy that was stored for a subscription has come to exactly one end, or waits; returns those that wait, by
 * position.
 */
export function waiting({ facts }: Run, subscription: number): readonly number[] {
  const open = new Map<number, number>()
  for (const { kind, subscription: of, position } of facts.all) {
    if (of !== subscription || position < 0) continue
    if (kind === MessageKind.stored) open.set(position, (open.get(position) ?? 0) + 1)
    const ends = kind === MessageKind.settled || kind === MessageKind.dropped || kind === MessageKind.deadLettered
    if (ends) open.set(position, (open.get(position) ?? 0) - 1)
  }
  for (const [position, copies] of open) expect([0, 1], `copies of ${position}`).toContain(copies)
  return [...open].flatMap(([position, copies]) => (copies === 1 ? [position] : []))
}

/** Most deliveries that any consumer has had at once and not yet ended, of a subscription. */
export function mostAtOnce({ facts }: Run, subscription: number): number {
  const now = new Map<number, Set<string>>()
  let most = 0
  for (const { kind, subscription: of, instance, message, delivery } of facts.all) {
    if (of !== subscription) continue
    const own = now.get(instance) ?? new Set<string>()
    now.set(instance, own)
    if (kind === MessageKind.delivered) own.add(`${message} ${delivery}`)
    if (kind === MessageKind.handled || kind === MessageKind.failed) own.delete(`${message} ${delivery}`)
    most = Math.max(most, own.size)
  }
  return most
}
