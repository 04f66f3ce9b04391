import { describe, expect, it } from 'vitest'
import { judgeStorm, STORM } from '../tools/retry-storm.ts'

/** Seconds after the end of the load at 70 s. */
function secondsOf(storm: ReturnType<typeof judgeStorm>): number | null | undefined {
  return storm.judged.recovery?.seconds
}

describe('the verdict after a fault', () => {
  // Idealised numbers of Bronson et al., HotOS 2021, section 2.1, and of an event simulation of them.
  const stuck = judgeStorm()
  const slack = judgeStorm({ arrivalsPerSecond: 140 })

  it('is stuck where each request is asked for twice and the server can do neither', () => {
    expect(stuck.judged.recovery?.verdict).toBe('stuck')
    expect(stuck.judged.recovery?.reason).toBe('total')
    expect(stuck.judged.faults[0]?.recovery?.verdict).toBe('stuck')
  })

  it('names the edge that keeps it so, with its load and the capacity behind it', () => {
    const loop = stuck.judged.recovery?.loop
    expect(loop?.edge).toBe('users -> server')
    expect(loop?.attemptsPerSecond).toBeCloseTo(560, 0)
    expect(loop?.controlAttemptsPerSecond).toBeCloseTo(280, 0)
    expect(loop?.loadPerSecond).toBe(loop?.attemptsPerSecond)
    expect(Math.abs((loop?.capacityPerSecond ?? 0) - 300)).toBeLessThan(1)
  })

  it('is recovered, when the backlog is gone, where the server can do both', () => {
    expect(slack.judged.recovery?.verdict).toBe('recovered')
    expect(slack.judged.recovery?.loop).toBeNull()
    // Goodput is back at 187 s of the simulation; a second of queue, 300 requests, then goes at 300 - 140 a second.
    expect(Math.abs((secondsOf(slack) ?? 0) - (187 - 70 + 300 / 160))).toBeLessThanOrEqual(3)
  })

  it('is recovered where nobody asks again, once the spare capacity has served what was held', () => {
    const patient = judgeStorm({ attempts: 1 })
    // 2800 were held, and 20 a second more are served than come.
    expect(Math.abs((secondsOf(patient) ?? 0) - 2800 / 20)).toBeLessThanOrEqual(2)
  })

  it('is open while a backlog still falls, however long that is in windows', () => {
    const cut = judgeStorm({ attempts: 1, seconds: 150 })
    expect(cut.judged.recovery).toMatchObject({
      verdict: 'inconclusive',
      reason: 'it was still getting better when the load ended',
    })
  })

  it('is open where too little time is left', () => {
    const cut = judgeStorm({ seconds: 78 })
    expect(cut.judged.recovery).toMatchObject({ verdict: 'inconclusive', seconds: null })
    expect(cut.judged.recovery?.reason).toContain('only 8 s of load after its end')
  })

  it('tells overload from a system that keeps itself down', () => {
    const overload = judgeStorm({ arrivalsPerSecond: 360, seconds: 300 })
    expect(overload.judged.controlOverloaded).toBe(true)
    expect(overload.judged.recovery?.verdict).toBe('inconclusive')
    expect(overload.judged.recovery?.reason).toContain('the control itself is overloaded')
    expect(stuck.judged.controlOverloaded).toBe(false)
  })

  it('is recovered at once after a fault that leaves nothing behind', () => {
    const errors = judgeStorm({ fault: { ...STORM.fault, kind: 'errors' } })
    expect(errors.judged.recovery).toMatchObject({ verdict: 'recovered', seconds: 0 })
  })

  it('does not exist where no fault ended, and none is stuck without a fault', () => {
    expect(judgeStorm({ fault: { ...STORM.fault, toSeconds: 400 } }).judged.recovery).toBeNull()
    const none = judgeStorm({ fault: { ...STORM.fault, kind: 'none' } }).judged
    expect(none.recovery).toBeNull()
    expect(none.faults[0]).toMatchObject({ bites: 0, detectSeconds: null, recovery: null, during: null })
    expect(none.failedBecauseShare).toBe(0)
  })
})

describe('what a fault did', () => {
  const { judged } = judgeStorm({ fault: { ...STORM.fault, kind: 'errors' } })
  const [fault] = judged.faults

  it('is noticed in the first window that it fills', () => {
    expect(fault?.detectSeconds).toBe(1)
  })

  it('hits the operations that were worse, and no others', () => {
    expect(fault?.operations).toEqual([{ name: 'api.get', worse: true }])
    const late = judgeStorm({ attempts: 1, fault: { kind: 'none', fromSeconds: 60, toSeconds: 70 } })
    expect(late.judged.faults[0]?.operations).toEqual([{ name: 'api.get', worse: false }])
  })

  it('fails the requests that fail beyond the control: all of them here, for 10 s of 400', () => {
    expect(fault?.failedBecauseShare).toBeCloseTo(1, 2)
    expect(judged.failedBecauseShare).toBeCloseTo(10 / 400, 4)
  })

  it('is shown beside the control in the same windows', () => {
    const { run, control } = fault?.during ?? {}
    expect(run?.seconds).toBe(10)
    expect(run?.operations['api.get']?.failedPerSecond).toBeCloseTo(280, 0)
    expect(control?.operations['api.get']?.goodPerSecond).toBeCloseTo(280, 0)
    expect(run?.edges['users -> server']?.attemptsPerSecond).toBeCloseTo(280, 0)
    expect(control?.units['server']?.busy).toBeCloseTo(280 / 300, 3)
  })
})
