import { describe, expect, it } from 'vitest'
import { createProgress } from '../../src/cli/progress.ts'
import { memoryTerminal } from './support/memory-terminal.ts'

/** A clock that shows what it was set to. */
function handClock(): { now: () => number; at: (time: number) => void } {
  let time = 0
  return {
    now: () => time,
    at: (to) => {
      time = to
    },
  }
}

describe('progress', () => {
  it('says nothing of a short job, on a terminal and elsewhere', async () => {
    for (const isTTY of [true, false]) {
      const { err } = memoryTerminal({ isTTY })
      const clock = handClock()
      const progress = await createProgress(err, 'replications', true, clock.now)
      for (let done = 1; done <= 20; done++) {
        clock.at(done * 14)
        progress.update({ done, total: 20 })
      }
      progress.stop()
      expect(err.text()).toBe('')
    }
  })

  it('is a bar on a terminal, gone when it stops', async () => {
    const { err } = memoryTerminal({ isTTY: true })
    const clock = handClock()
    const progress = await createProgress(err, 'replications', true, clock.now)
    progress.update({ done: 1, total: 10 })
    clock.at(301)
    progress.update({ done: 4, total: 10 })
    progress.stop()
    await new Promise((resolve) => setImmediate(resolve))
    expect(err.text()).toContain('4/10 replications')
    expect(err.text()).toContain('█')
  })

  it('is a plain line every five seconds where there is no terminal', async () => {
    const { err } = memoryTerminal()
    const clock = handClock()
    const progress = await createProgress(err, 'cases', true, clock.now)
    for (const [time, done] of [
      [300, 1],
      [4999, 2],
      [5000, 3],
      [9000, 4],
      [12_300, 5],
    ] as const) {
      clock.at(time)
      progress.update({ done, total: 6 })
    }
    expect(err.text()).toBe('3/6 cases after 5 s\n5/6 cases after 12 s\n')
  })

  it('is silent when it is not wanted', async () => {
    const { err } = memoryTerminal({ isTTY: true })
    const clock = handClock()
    const progress = await createProgress(err, 'cases', false, clock.now)
    clock.at(60_000)
    progress.update({ done: 1, total: 2 })
    expect(err.text()).toBe('')
  })
})
