import { constant } from '../../sim/kernel/distributions/constant.ts'
import { erlang } from '../../sim/kernel/distributions/erlang.ts'
import { exponential } from '../../sim/kernel/distributions/exponential.ts'
import { gamma } from '../../sim/kernel/distributions/gamma.ts'
import { hyperexponential } from '../../sim/kernel/distributions/hyperexponential.ts'
import {
  lognormalFromLog,
  lognormalFromMean,
  lognormalFromQuantiles,
} from '../../sim/kernel/distributions/lognormal.ts'
import { normal } from '../../sim/kernel/distributions/normal.ts'
import { boundedPareto, pareto } from '../../sim/kernel/distributions/pareto.ts'
import { uniform } from '../../sim/kernel/distributions/uniform.ts'
import { weibull } from '../../sim/kernel/distributions/weibull.ts'
import { type LawForm, type Parameter, positive } from './law-form.ts'

const mean: Parameter = { name: 'mean', kind: 'quantity', ...positive }
const cv: Parameter = { name: 'cv', kind: 'number', least: 0 }
const shape: Parameter = { name: 'shape', kind: 'number', ...positive }
const min: Parameter = { name: 'min', kind: 'quantity', ...positive }

/** Laws whose parameters are numbers, by the name users call them; the first form of each is the usual one. */
export const SIMPLE_LAWS: Readonly<Record<string, readonly LawForm[]>> = {
  constant: [form([{ name: 'value', kind: 'quantity', least: 0 }], 1, ([value = 0], text) => constant(value, text))],
  uniform: [
    {
      parameters: [
        { name: 'low', kind: 'quantity', least: 0 },
        { name: 'high', kind: 'quantity', least: 0 },
      ],
      positional: 2,
      holds: ([low = 0, high = 0]) => low <= high,
      rule: 'the lower end first: uniform(5ms, 15ms)',
      build: ([low = 0, high = 0], text) => uniform(low, high, text),
    },
  ],
  exp: [form([mean], 1, ([m = 0], text) => exponential(m, text))],
  erlang: [
    form([{ name: 'k', kind: 'number', least: 1, whole: true }, mean], 2, ([k = 1, m = 0], text) => erlang(k, m, text)),
  ],
  gamma: [form([mean, cv], 0, ([m = 0, c = 0], text) => gamma(m, c, text))],
  normal: [
    form(
      [
        { name: 'mean', kind: 'quantity', least: 0 },
        { name: 'sd', kind: 'quantity', ...positive },
      ],
      0,
      ([m = 0, sd = 0]) => normal(m, sd),
    ),
  ],
  lognormal: [
    form([mean, cv], 0, ([m = 0, c = 0], text) => lognormalFromMean(m, c, text)),
    {
      parameters: [
        { name: 'p50', kind: 'quantity', ...positive },
        { name: 'p99', kind: 'quantity', ...positive },
      ],
      positional: 0,
      holds: ([p50 = 0, p99 = 0]) => p50 <= p99,
      rule: 'p99 at least p50',
      build: ([p50 = 0, p99 = 0], text) => lognormalFromQuantiles(p50, p99, text),
    },
    form(
      [
        { name: 'mu', kind: 'number' },
        { name: 'sigma', kind: 'number', least: 0 },
        { name: 'unit', kind: 'unit' },
      ],
      0,
      ([mu = 0, sigma = 0, unit = 1], text) => lognormalFromLog(mu, sigma, unit, text),
    ),
  ],
  weibull: [form([shape, mean], 0, ([s = 0, m = 0], text) => weibull(s, m, text))],
  pareto: [
    {
      parameters: [min, shape, { name: 'max', kind: 'quantity', ...positive }],
      positional: 0,
      holds: ([low = 0, , high = 0]) => low < high,
      rule: 'min less than max',
      build: ([low = 0, s = 0, high = 0], text) => boundedPareto(low, s, high, text),
    },
    form([min, shape], 0, ([low = 0, s = 0], text) => pareto(low, s, text)),
  ],
  hyperexp: [
    form([mean, { name: 'cv', kind: 'number', least: 1 }], 0, ([m = 0, c = 1], text) => hyperexponential(m, c, text)),
  ],
}

function form(parameters: readonly Parameter[], positional: number, build: LawForm['build']): LawForm {
  return { parameters, positional, build }
}
