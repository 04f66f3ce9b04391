import type { Law } from './law.ts'
import { binomialUpperTail } from './numeric/binomial.ts'
import { quantile } from './numeric/quantile.ts'

/** The k-th fastest of n. Times in the unit of the law. */
export interface KthOf {
  cdf(t: number): number
  quantile(p: number): number
}

/**
 * Order statistics of n independent times with one law: a fork that waits for `need` of `among` branches. The k-th is
 * done by t when at least k of n are; the mean for the exponential law is Rényi's sum.
 * Sources: David & Nagaraja, Order Statistics (2003); Rényi 1953.
 */
export const orderStatistics: {
  readonly kthOf: (law: Law, need: number, among: number) => KthOf
  readonly exponentialMean: (mean: number, need: number, among: number) => number
  /** The k-th smallest of constant times, k from 1. */
  readonly kthOfConstants: (times: readonly number[], need: number) => number
  /** 1 - (1 - p)^n: the share of forks with at least one slow branch. Source: Dean & Barroso, CACM 56(2), 2013. */
  readonly anySlow: (slow: number, among: number) => number
} = {
  kthOf: (law, need, among) => {
    const cdf = (t: number): number => binomialUpperTail(among, need, law.cdf(t))
    return { cdf, quantile: (p) => quantile(cdf, p, law.mean) }
  },
  exponentialMean: (mean, need, among) => {
    let sum = 0
    for (let i = 0; i < need; i += 1) sum += mean / (among - i)
    return sum
  },
  kthOfConstants: (times, need) => [...times].sort((a, b) => a - b)[need - 1] ?? Number.NaN,
  anySlow: (slow, among) => -Math.expm1(among * Math.log1p(-slow)),
}
