import { TRAFFIC } from '../figures/edge-figures.ts'
import { type Figure, ratio } from '../figures/figure.ts'
import { type CostFold, monthlyCost, sum } from './cost-fold.ts'

const MILLION = 1e6

/** Figures of the cost of a variant, US dollars. */
export function costFigures(units: readonly string[]): Figure<CostFold>[] {
  return [
    { name: ['perMonth'], kind: 'money', better: 'lower', pick: monthlyCost },
    {
      name: ['perMillionGood'],
      kind: 'money',
      better: 'lower',
      pick: (cost) => ratio(monthlyCost(cost) * MILLION, cost.goodPerMonth),
    },
    { name: ['machines'], kind: 'money', better: 'lower', pick: ({ machines }) => sum(machines.values()) },
    { name: ['idle'], kind: 'money', better: 'lower', pick: ({ idle }) => sum(idle.values()) },
    {
      name: ['idleShare'],
      kind: 'share',
      better: 'lower',
      pick: ({ idle, machines }) => ratio(sum(idle.values()), sum(machines.values())),
    },
    { name: ['traffic'], kind: 'money', better: 'lower', pick: ({ traffic }) => sum(traffic.values()) },
    ...TRAFFIC.map(
      (kind): Figure<CostFold> => ({
        name: ['traffic', kind],
        kind: 'money',
        better: 'lower',
        pick: ({ traffic }) => traffic.get(kind) ?? 0,
      }),
    ),
    { name: ['requests'], kind: 'money', better: 'lower', pick: ({ requests }) => sum(requests.values()) },
    { name: ['transitions'], kind: 'money', better: 'lower', pick: ({ transitions }) => sum(transitions.values()) },
    ...units.map(
      (unit): Figure<CostFold> => ({
        name: ['units', unit],
        kind: 'money',
        better: 'lower',
        pick: ({ machines }) => machines.get(unit) ?? 0,
      }),
    ),
  ]
}
