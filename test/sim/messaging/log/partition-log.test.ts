import fc from 'fast-check'
import { expect, it } from 'vitest'
import { LogEntry } from '../../../../src/sim/messaging/log/replicas/log-entry.ts'
import { PartitionLog } from '../../../../src/sim/messaging/log/replicas/partition-log.ts'

const CONTENT = { message: null, producer: -1, sequence: -1, first: -1, transaction: null, record: null }

it('a log has what was added, without what was truncated or forgotten, and knows where it parts from another', () => {
  const act = fc.oneof(
    fc.record({ what: fc.constant('add' as const), amount: fc.integer({ min: 1, max: 5 }) }),
    fc.record({ what: fc.constantFrom('truncate' as const, 'forget' as const), amount: fc.nat(6) }),
  )
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
      const log = new PartitionLog()
      const whole = new PartitionLog()
      let base = 0
      let plain: LogEntry[] = []
      let epoch = 0
      for (const { what, amount } of acts) {
        if (what === 'add') {
          epoch++
          for (let i = 0; i < amount; i++) {
            const entry = new LogEntry(log.end, epoch, 0, CONTENT)
            log.add(entry)
            plain.push(entry)
          }
        } else if (what === 'truncate') {
          const to = Math.max(base, log.end - amount)
          expect(log.truncate(to)).toEqual(plain.slice(to - base))
          plain = plain.slice(0, to - base)
        } else {
          log.forget(base + amount)
          plain = plain.slice(amount)
          base = Math.min(base + amount, log.end)
        }
        expect([log.base, log.end]).toEqual([base, base + plain.length])
        plain.forEach((entry, i) => expect(log.at(base + i)).toBe(entry))
      }
      if (base > 0) return
      for (const entry of plain.slice(0, 3)) whole.add(entry)
      const common = whole.end
      whole.add(new LogEntry(common, epoch + 1, 0, CONTENT))
      expect(log.agreesUpTo(whole)).toBe(common)
      expect(whole.agreesUpTo(log)).toBe(common)
      for (const entry of plain) expect(entry.copies).toBe(entry.offset < common ? 2 : 1)
    }),
    { seed: 3, numRuns: 200 },
  )
})
