import { describe, expect, it } from 'vitest'
import { describeTopology } from '../../src/experiments/topology.ts'
import { plainPaint } from '../../src/report/paint.ts'
import { topologyMermaid, topologyText } from '../../src/report/topology.ts'
import { planOf, shop } from '../scenarios/compile/compiling.ts'

describe('the picture of a system', () => {
  const plan = planOf({
    ...shop,
    policies: [
      { on: '* -> *', timeout: '2s', cancel: true },
      {
        on: '* -> payments',
        timeout: '1s',
        retry: 3,
        breaker: 'polly',
        fallback: 'value',
        order: ['breaker', 'retry'],
      },
    ],
  })

  it('shows what a call passes, in its order, with the timeout of an attempt innermost', () => {
    const text = topologyText(describeTopology(plan), plainPaint)
    expect(text).toMatch(/shop -> payments +\S+ +fallback › breaker › retry › timeout 1\.00 s/)
    expect(text).toMatch(/shop -> catalog +\S+ +timeout 2\.00 s/)
  })

  it('has the same on the arrows of the flowchart', () => {
    expect(topologyMermaid(describeTopology(plan))).toMatch(/-->\|"fallback › breaker › retry › timeout 1\.00 s"\|/)
  })
})
