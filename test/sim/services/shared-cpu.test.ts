import fc from 'fast-check'
import { expect, it } from 'vitest'
import { EventKind } from '../../../src/sim/event-kind.ts'
import { type Frame, FrameKind } from '../../../src/sim/frame.ts'
import { FramePool } from '../../../src/sim/frame-pool.ts'
import { constant } from '../../../src/sim/kernel/distributions/constant.ts'
import { type Dispatcher, Engine } from '../../../src/sim/kernel/engine.ts'
import { eventCode } from '../../../src/sim/kernel/event-code.ts'
import { NullProbe } from '../../../src/sim/kernel/null-probe.ts'
import { BoundProgram } from '../../../src/sim/program.ts'
import { SharedCpu } from '../../../src/sim/services/shared-cpu.ts'

const PROGRAM = new BoundProgram(
  { name: 'work', unit: 0, operation: true, steps: [], answer: constant(0), idempotent: true },
  0,
  '1',
)
const probe = new NullProbe()

it('work that is given up has used no less than nothing and no more than all of it, however it was shared', () => {
  const jobs = fc.array(
    fc.record({ at: fc.nat(5000), work: fc.integer({ min: 1, max: 3000 }), patience: fc.option(fc.nat(3000)) }),
    { minLength: 2, maxLength: 40, size: 'max' },
  )
  fc.assert(
    fc.property(jobs, fc.integer({ min: 1, max: 3 }), (list, cores) => {
      const frames = new FramePool()
      const made = list.map(({ work }): Frame => {
        const frame = frames.take(FrameKind.local, PROGRAM)
        frame.work = work
        return frame
      })
      const running = new Set<Frame>()
      const dispatcher: Dispatcher = {
        dispatch: (kind, index) => {
          const frame = made[index] as Frame
          if (kind === EventKind.cpuTick) {
            if (!cpu.expects(engine.sequence)) return
            cpu.tick(probe)
            for (const done of cpu.finished.slice(0, cpu.finishedCount)) running.delete(done)
          } else if (kind === EventKind.arrival) {
            running.add(frame)
            cpu.start(frame, probe)
          } else if (running.delete(frame)) {
            cpu.cancel(frame, probe)
            expect(frame.used).toBeGreaterThanOrEqual(0)
            expect(frame.used).toBeLessThanOrEqual(frame.work)
          }
        },
        expects: (kind, _index, sequence) => kind !== EventKind.cpuTick || cpu.expects(sequence),
        describe: () => 'a job',
      }
      const engine: Engine = new Engine(dispatcher, { events: 1e6, eventsPerInstant: 1e5, pendingEvents: 1e5 })
      const cpu: SharedCpu = new SharedCpu(engine, cores, 0, 0)
      for (const [i, { at, patience }] of list.entries()) {
        engine.schedule(at, eventCode(EventKind.arrival, i))
        if (patience !== null) engine.schedule(at + patience, eventCode(EventKind.cancel, i))
      }
      expect(engine.runToIdle(Number.POSITIVE_INFINITY)).toBe(true)
      expect(cpu.hasWork).toBe(false)
    }),
    { seed: 4107, numRuns: 400 },
  )
})
