import { describe, expect, it } from 'vitest'
import * as api from '../../src/index.ts'
import * as matchers from '../../src/testing/vitest.ts'

describe('the public names', () => {
  it('are these: to take one away is a new major version', () => {
    expect(Object.keys(api).toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
      'ENGINE_VERSION',
      'boundedStaleness',
      'conserved',
      'constant',
      'converged',
      'counterWithinBounds',
      'defineProcess',
      'defineScenario',
      'durationLaw',
      'effectsOnce',
      'empirical',
      'erlang',
      'exp',
      'gamma',
      'gossip',
      'hyperexp',
      'isolation',
      'kStaleness',
      'linearizable',
      'loadScenario',
      'logLaws',
      'lognormal',
      'mixture',
      'normal',
      'pareto',
      'percentiles',
      'prepareScenario',
      'primaryBackup',
      'queueLaws',
      'raft',
      'register',
      'renderProblem',
      'replayCommand',
      'resultJsonSchema',
      'runScenario',
      'sagaAtomic',
      'scale',
      'sequentiallyConsistent',
      'sessionGuarantees',
      'shift',
      'summaryText',
      'tracePaths',
      'uniform',
      'weibull',
      'zipf',
    ])
    expect(Object.keys(matchers)).toEqual(['simulate'])
  })
})
