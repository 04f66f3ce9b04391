import { describe, expect, it } from 'vitest'
import { closedLoop } from '../../src/experiments/verify/theory/closed-loop.ts'
import { erlangB } from '../../src/experiments/verify/theory/erlang-b.ts'
import { gapTransforms } from '../../src/experiments/verify/theory/gap-transforms.ts'
import { gim1 } from '../../src/experiments/verify/theory/gim1.ts'
import { mdc } from '../../src/experiments/verify/theory/mdc.ts'
import { mmc } from '../../src/experiments/verify/theory/mmc.ts'
import { mva } from '../../src/experiments/verify/theory/mva.ts'
import { normalCdf } from '../../src/experiments/verify/theory/numeric/normal-cdf.ts'
import { poissonCdf, poissonQuantile } from '../../src/experiments/verify/theory/numeric/poisson.ts'
import { orderStatistics } from '../../src/experiments/verify/theory/order-statistics.ts'
import { powerOfChoices } from '../../src/experiments/verify/theory/power-of-choices.ts'

describe('formulas give the values in print', () => {
  it('Erlang B: the offered loads of the 1 % column of the standard tables', () => {
    expect(erlangB(4.461, 10).blocking).toBeCloseTo(0.01, 5)
    expect(erlangB(12.03, 20).blocking).toBeCloseTo(0.01, 4)
    expect(erlangB(84.06, 100).blocking).toBeCloseTo(0.01, 4)
  })

  it('Erlang C: 2 rho^2 / (1 + rho) for two servers, 4/9 for two erlang at three', () => {
    expect(mmc(16, 10, 2).waitProbability).toBeCloseTo((2 * 0.64) / 1.8, 12)
    expect(mmc(2, 1, 3).waitProbability).toBeCloseTo(4 / 9, 12)
  })

  it('D/M/1: the root 0.2032 at load 0.5 (Kleinrock); E2/M/1: (3 - sqrt 5) / 2', () => {
    expect(gim1(gapTransforms.constant(1), 1, 2).waitProbability).toBeCloseTo(0.2031878699799799, 12)
    expect(gim1(gapTransforms.erlang(1, 2), 1, 2).waitProbability).toBeCloseTo((3 - Math.sqrt(5)) / 2, 12)
  })

  it("M/D/1: Erlang's law P(wait <= t) = (1 - rho) exp(lambda t) up to one service", () => {
    for (const t of [0, 0.3, 0.9]) expect(mdc(0.7, 1, 1).waitCdf(t)).toBeCloseTo(0.3 * Math.exp(0.7 * t), 10)
  })

  it('MVA: the timesharing system of Jain, The Art of Computer Systems Performance Analysis, example 34.2', () => {
    const stations = [2, 3, 1].map((demand) => ({ demand, servers: 1 }))
    const responses = [1, 2, 3, 4].map((users) => mva(users, 4, stations).meanResponse)
    expect(responses.map((value) => value.toFixed(3))).toEqual(['6.000', '7.400', '9.088', '11.051'])
    expect(mva(3, 4, stations).throughput.toFixed(3)).toBe('0.229')
  })

  it('machine repairman: two machines, mean up and repair times equal, are 0.8 repairs per repair time', () => {
    expect(closedLoop(2, 1, 1, 1).throughput).toBeCloseTo(0.8, 12)
  })

  it('power of two choices: the predictions of Mitzenmacher 2001', () => {
    const published = { 0.5: 1.26569, 0.7: 1.61445, 0.8: 1.94736, 0.9: 2.61406, 0.95: 3.38305, 0.99: 5.432 }
    for (const [rho, value] of Object.entries(published)) expect(powerOfChoices(Number(rho), 2)).toBeCloseTo(value, 4)
  })

  it('the tail at scale: 63 % of requests that touch 100 servers meet the slowest 1 %', () => {
    expect(orderStatistics.anySlow(0.01, 100)).toBeCloseTo(0.634, 3)
    expect(orderStatistics.anySlow(0.0001, 2000)).toBeCloseTo(0.181, 3)
  })

  it('normal law: tabulated values in the middle and both tails', () => {
    expect(normalCdf(0)).toBe(0.5)
    expect(normalCdf(1.96)).toBeCloseTo(0.9750021048517795, 14)
    expect(normalCdf(-3) / 0.0013498980316300933).toBeCloseTo(1, 12)
    expect(normalCdf(-6) / 9.865876450376946e-10).toBeCloseTo(1, 11)
  })

  it('Poisson law: tabulated values at mean 10', () => {
    expect(poissonCdf(10, 10)).toBeCloseTo(0.5830397501929852, 12)
    expect(poissonQuantile(10, 0.95)).toBe(15)
  })
})
