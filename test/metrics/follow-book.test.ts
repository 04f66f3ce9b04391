import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FollowBook, type Followed } from '../../src/metrics/follow-book.ts'
import { Lanes } from '../../src/metrics/messages/lanes.ts'

describe('the book of what is followed', () => {
  const moves = fc.array(fc.record({ what: fc.constantFrom('add', 'add', 'end', 'end', 'go on'), at: fc.nat(30) }), {
    maxLength: 120,
  })

  test('keeps what has not ended, and of what has the last ones; the rest is forgotten once', () => {
    fc.assert(
      fc.property(moves, fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 4 }), (all, open, ended) => {
        const forgotten: number[] = []
        const book = new FollowBook<Followed>({ open, ended }, ({ id }) => forgotten.push(id))
        // The model: what is open, and the slots of a ring in which things ended.
        const isOpen = new Set<number>()
        const slots: (number | undefined)[] = []
        const gone: number[] = []
        let endings = 0
        let next = 0
        for (const { what, at: draw } of all) {
          if (what === 'add') {
            const room = isOpen.size < open
            expect(book.add({ id: next, place: -1 })).toBe(room)
            if (room) isOpen.add(next)
            next++
            continue
          }
          for (let id = 0; id < next; id++) {
            expect(book.get(id) !== undefined).toBe(isOpen.has(id) || slots.includes(id))
          }
          const known = [...book.entries()]
          const entry = known[draw % known.length]
          if (entry === undefined) continue
          const at = entry.id
          book.mark(entry, what === 'end')
          if (what === 'end' && isOpen.delete(at)) {
            const slot = endings++ % ended
            const before = slots[slot]
            if (before !== undefined) gone.push(before)
            slots[slot] = at
          } else if (what === 'go on' && slots.includes(at)) {
            slots[slots.indexOf(at)] = undefined
            isOpen.add(at)
          }
        }
        expect(forgotten).toEqual(gone)
        const kept = [...isOpen, ...slots.filter((id) => id !== undefined)].toSorted((a, b) => a - b)
        expect([...book.entries()].map(({ id }) => id)).toEqual(kept)
      }),
      { seed: 20260806, numRuns: 500 },
    )
  })
})

describe('the lanes of keys', () => {
  test('are as many as keys with messages that are followed, and none when all have left', () => {
    const lanes = new Lanes(2)
    const all = Array.from({ length: 60 }, (_, message) => lanes.enter(message % 2, message % 10, 1))
    expect(lanes.size).toBe(10)
    expect(lanes.enter(0, -1, 1)).toBe(null)
    for (const lane of all.slice(10)) lanes.leave(lane)
    expect(lanes.size).toBe(10)
    for (const lane of all.slice(0, 10)) lanes.leave(lane)
    expect(lanes.size).toBe(0)
  })
})
