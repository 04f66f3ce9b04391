import { describe, expect, it } from 'vitest'
import { type RunEnding, runExitCode } from '../../src/cli/run-exit-code.ts'
import { differenceText } from '../../src/report/difference.ts'

const good: RunEnding = {
  verdict: 'pass',
  reproducible: true,
  written: true,
  signalCode: undefined,
  exitZero: false,
}

describe('the exit code of a run', () => {
  it('says the worst that happened, and never changes its meaning', () => {
    const code = (ending: Partial<RunEnding>): number => runExitCode({ ...good, ...ending })
    expect(code({})).toBe(0)
    expect(code({ verdict: 'fail' })).toBe(1)
    expect(code({ verdict: 'inconclusive' })).toBe(3)
    expect(code({ reproducible: false, verdict: 'fail' })).toBe(4)
    expect(code({ written: false, verdict: 'fail', signalCode: 130 })).toBe(5)
    expect(code({ signalCode: 130, verdict: 'inconclusive' })).toBe(130)
    expect(code({ signalCode: 143, reproducible: false })).toBe(143)
  })

  it('is 0 on demand for a verdict, and for nothing worse', () => {
    const code = (ending: Partial<RunEnding>): number => runExitCode({ ...good, exitZero: true, ...ending })
    expect([code({ verdict: 'fail' }), code({ verdict: 'inconclusive' })]).toEqual([0, 0])
    expect([code({ reproducible: false }), code({ written: false }), code({ signalCode: 130 })]).toEqual([4, 5, 130])
  })
})

describe('a run that was not the same twice', () => {
  it('is told with everything that shows it again', () => {
    const difference = { variant: 'whole', replication: 2, seed: '11', first: 'a'.repeat(16), second: 'b'.repeat(16) }
    expect(differenceText(difference).split('\n').slice(0, 3)).toEqual([
      'error[R501]: seed 11, replication 2 of "whole" gave two different runs',
      '    run 1   fingerprint aaaaaaaaaaaaaaaa',
      '    run 2   fingerprint bbbbbbbbbbbbbbbb',
    ])
  })
})
