import { arrivalCases } from './cases/arrival-cases.ts'
import { backoffCases } from './cases/backoff-cases.ts'
import { balancingCases } from './cases/balancing-cases.ts'
import { breakerTraceCases } from './cases/breaker-trace-cases.ts'
import { budgetCases } from './cases/budget-cases.ts'
import { cacheCases } from './cases/cache-cases.ts'
import { cacheFlushCases } from './cases/cache-flush-cases.ts'
import { closedCases } from './cases/closed-cases.ts'
import { deadlineCases } from './cases/deadline-cases.ts'
import { ejectionCases } from './cases/ejection-cases.ts'
import { forkJoinCases } from './cases/fork-join-cases.ts'
import { generalServiceCases } from './cases/general-service-cases.ts'
import { gossipCases } from './cases/gossip-cases.ts'
import { hashRingCases } from './cases/hash-ring-cases.ts'
import { hedgeCases } from './cases/hedge-cases.ts'
import { hotRetryCases } from './cases/hot-retry-cases.ts'
import { infiniteServerCases } from './cases/infinite-server-cases.ts'
import { limiterCases } from './cases/limiter-cases.ts'
import { loadCases } from './cases/load-cases.ts'
import { lossCases } from './cases/loss-cases.ts'
import { managedCostCases } from './cases/managed-cost-cases.ts'
import { measuredFaultCases } from './cases/measured-fault-cases.ts'
import { messagingCases } from './cases/messaging-cases.ts'
import { mm1Cases } from './cases/mm1-cases.ts'
import { mmcCases } from './cases/mmc-cases.ts'
import { networkCases } from './cases/network-cases.ts'
import { quorumCases } from './cases/quorum-cases.ts'
import { raftCases } from './cases/raft-cases.ts'
import { realityCases } from './cases/reality-cases.ts'
import { redundancyCases } from './cases/redundancy-cases.ts'
import { replicationCases } from './cases/replication-cases.ts'
import { resourceCases } from './cases/resource-cases.ts'
import { retryCases } from './cases/retry-cases.ts'
import { sharingCases } from './cases/sharing-cases.ts'
import { stalenessCases } from './cases/staleness-cases.ts'
import { surgeRetryCases } from './cases/surge-retry-cases.ts'
import { tailCases } from './cases/tail-cases.ts'
import { transactionCases } from './cases/transaction-cases.ts'
import { triggerCases } from './cases/trigger-cases.ts'
import { waitingCases } from './cases/waiting-cases.ts'
import { wireCases } from './cases/wire-cases.ts'
import type { VerifyCase } from './verify-case.ts'

/** Every case, in the order it is run and printed. */
export const verifyCases: readonly VerifyCase[] = [
  ...mm1Cases,
  ...mmcCases,
  ...lossCases,
  ...generalServiceCases,
  ...arrivalCases,
  ...sharingCases,
  ...deadlineCases,
  ...waitingCases,
  ...infiniteServerCases,
  ...resourceCases,
  ...networkCases,
  ...closedCases,
  ...forkJoinCases,
  ...balancingCases,
  ...tailCases,
  ...wireCases,
  ...loadCases,
  ...breakerTraceCases,
  ...backoffCases,
  ...retryCases,
  ...budgetCases,
  ...ejectionCases,
  ...limiterCases,
  ...hotRetryCases,
  ...surgeRetryCases,
  ...hedgeCases,
  ...redundancyCases,
  ...cacheCases,
  ...cacheFlushCases,
  ...hashRingCases,
  ...replicationCases,
  ...stalenessCases,
  ...quorumCases,
  ...triggerCases,
  ...raftCases,
  ...gossipCases,
  ...transactionCases,
  ...messagingCases,
  ...managedCostCases,
  ...realityCases,
  ...measuredFaultCases,
]
