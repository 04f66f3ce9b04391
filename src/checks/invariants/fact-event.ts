import type { DataDeed, DataEvent } from '../../metrics/consistency/data-event.ts'
import type { DataSubjects } from '../../metrics/consistency/data-subjects.ts'
import type { DataFact } from '../../sim/data-fact.ts'

/** What a fact says, as a line of a story. */
export function factEvent(fact: DataFact, deed: DataDeed, subjects: DataSubjects): DataEvent {
  const { at, record, key, version, value, request, session, node } = fact
  const of = subjects.records[record]
  return {
    at,
    deed,
    record: of?.name ?? '',
    key,
    version,
    value: of?.integer === true ? value : null,
    workload: subjects.workloads[fact.workload] ?? '',
    request,
    session,
    operation: subjects.operations[fact.operation] ?? '',
    node: subjects.nodes[node] ?? '',
  }
}
