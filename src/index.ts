export { converged } from './checks/histories/convergence/converged.ts'
export { effectsOnce } from './checks/histories/effects/effects-once.ts'
export { isolation } from './checks/histories/isolation/isolation.ts'
export { linearizable } from './checks/histories/linearizability/linearizable.ts'
export { logLaws } from './checks/histories/logs/log-laws.ts'
export { conserved } from './checks/histories/quantities/conserved.ts'
export { counterWithinBounds } from './checks/histories/quantities/counter-within-bounds.ts'
export { queueLaws } from './checks/histories/queues/queue-laws.ts'
export { sagaAtomic } from './checks/histories/sagas/saga-atomic.ts'
export { sequentiallyConsistent } from './checks/histories/sequential/sequentially-consistent.ts'
export { sessionGuarantees } from './checks/histories/sessions/session-guarantees.ts'
export { boundedStaleness } from './checks/histories/staleness/bounded-staleness.ts'
export { kStaleness } from './checks/histories/staleness/k-staleness.ts'
export { ENGINE_VERSION } from './experiments/engine-version.ts'
export { type PreparedScenario, type PrepareResult, prepareScenario, tracePaths } from './experiments/prepare.ts'
export { replayCommand } from './experiments/replay-command.ts'
export { type RunDocument } from './experiments/run-document.ts'
export { type RunOptions, runScenario, type ScenarioRun } from './experiments/run-scenario.ts'
export { type Estimate } from './metrics/estimate.ts'
export { type VariantResult } from './metrics/variant-result.ts'
export { resultJsonSchema } from './report/result-schema.ts'
export { summaryText } from './report/summary.ts'
export { defineScenario } from './scenarios/define.ts'
export { durationLaw } from './scenarios/duration-law.ts'
export {
  constant,
  empirical,
  erlang,
  exp,
  gamma,
  hyperexp,
  lognormal,
  mixture,
  normal,
  pareto,
  percentiles,
  scale,
  shift,
  uniform,
  weibull,
  zipf,
} from './scenarios/law-texts.ts'
export { type LoadedScenario, type LoadResult, loadScenario, type ScenarioInput } from './scenarios/load.ts'
export { type Problem } from './scenarios/problem.ts'
export { renderProblem } from './scenarios/render-problem.ts'
export { type ContentsView } from './scenarios/schema/expect.ts'
export { type ScenarioDocument } from './scenarios/schema/scenario.ts'
export {
  type ProcessBehaviour,
  type ProcessContext,
  type ProcessInvariant,
  type ProcessMessage,
  type ProcessObserver,
  type ProcessRequest,
  type ProcessView,
} from './sim/process-plan.ts'
export { defineProcess, type ProcessDefinition } from './sim/processes/define-process.ts'
export { type Difference } from './sim/processes/difference.ts'
export { gossip } from './sim/processes/gossip/gossip.ts'
export { type Moment, type ProcessHistory } from './sim/processes/history.ts'
export { type InvariantReport, type InvariantViolation } from './sim/processes/judges.ts'
export { primaryBackup } from './sim/processes/primary-backup/primary-backup.ts'
export { type ProcessReport } from './sim/processes/processes.ts'
export { raft } from './sim/processes/raft/raft.ts'
export { register } from './sim/processes/register/register.ts'
