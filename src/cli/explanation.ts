import type { PreparedScenario } from '../experiments/prepare.ts'
import type { RunDocument } from '../experiments/run-document.ts'
import { describeTopology } from '../experiments/topology.ts'
import { explainText } from '../report/explain.ts'
import type { Paint } from '../report/paint.ts'

/** What `orrery explain FILE` says about a finished run. */
export function explanation(document: RunDocument, { variants }: PreparedScenario, paint: Paint): string {
  const topologies = new Map(variants.map(({ name, plan }) => [name, describeTopology(plan)]))
  return explainText(document, topologies, paint)
}
