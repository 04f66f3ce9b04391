import type { Topology, TopologyEdge, TopologyUnit } from '../experiments/topology.ts'
import { type Paint, plainPaint } from './paint.ts'
import { formatQuantity } from './scale.ts'
import { table } from './table.ts'

/** The system as a text tree: workloads and what they call, units and what they run, edges and what protects them. */
export function topologyText(topology: Topology, paint: Paint = plainPaint): string {
  const lines: string[] = []
  for (const workload of topology.workloads) {
    lines.push(`${paint.strong(workload.name)}  ${paint.faint(`workload, ${workload.load}`)}`)
    branch(
      lines,
      workload.calls.map((call) => `${formatQuantity('share', call.share)}  ${call.operation}`),
    )
  }
  for (const unit of topology.units) {
    lines.push(`${paint.strong(unit.name)}  ${paint.faint(unitText(unit))}`)
    branch(
      lines,
      unit.operations.map((operation) => {
        const calls = operation.calls.map((call) => `${call.network ? '⇢ ' : '→ '}${call.operation}`)
        return calls.length === 0 ? operation.name : `${operation.name}  ${calls.join('  ')}`
      }),
    )
  }
  lines.push('', `${paint.strong('edges')}  ${paint.faint('⇢ over the network, → inside the process')}`)
  lines.push(
    ...table(
      [
        { head: '', align: 'left' },
        { head: '', align: 'left' },
        { head: '', align: 'left' },
        { head: '', align: 'left' },
      ],
      topology.edges.map((edge) => [`${edge.from} -> ${edge.to}`, edge.protocol, protectionText(edge), poolText(edge)]),
    ),
  )
  return `${lines.join('\n')}\n`
}

function branch(lines: string[], items: readonly string[]): void {
  for (const [at, item] of items.entries()) lines.push(`${at === items.length - 1 ? '└─' : '├─'} ${item}`)
}

function unitText(unit: TopologyUnit): string {
  const slots = unit.slots === null ? 'event loop' : `${unit.slots} slots`
  const cores = `${unit.cores} ${unit.cores === 1 ? 'core' : 'cores'} ${unit.scheduling}`
  return `${unit.role} ×${unit.instances}, ${slots}, ${cores}, zone ${unit.zones.join(', ')}`
}

/** What a call passes on its way out, the outermost first; the timeout of an attempt is innermost. */
function protectionText(edge: TopologyEdge): string {
  return [...edge.policies, timeoutText(edge)].join(' › ')
}

function timeoutText(edge: TopologyEdge): string {
  return edge.timeoutMs === 0 ? 'no timeout' : `timeout ${formatQuantity('milliseconds', edge.timeoutMs)}`
}

function poolText(edge: TopologyEdge): string {
  return edge.pool === undefined ? '' : `pool of ${edge.pool.size}`
}

/** The same as a Mermaid flowchart, which GitHub and many editors draw. */
export function topologyMermaid(topology: Topology): string {
  const lines = ['flowchart LR']
  const ids = new Map<string, string>()
  for (const [at, workload] of topology.workloads.entries()) {
    ids.set(`workload ${workload.name}`, `w${at}`)
    lines.push(`  w${at}(["${label(workload.name)}<br/>${label(workload.load)}"])`)
  }
  for (const [at, unit] of topology.units.entries()) {
    ids.set(`unit ${unit.name}`, `u${at}`)
    const [open, close] = unit.role === 'store' ? ['[(', ')]'] : ['[', ']']
    lines.push(`  u${at}${open}"${label(unit.name)} ×${unit.instances}"${close}`)
  }
  for (const edge of topology.edges) {
    const from = ids.get(`${edge.fromKind} ${edge.from}`) ?? ''
    const to = ids.get(`unit ${edge.to}`) ?? ''
    const plain = edge.timeoutMs === 0 && edge.policies.length === 0
    lines.push(plain ? `  ${from} --> ${to}` : `  ${from} -->|"${label(protectionText(edge))}"| ${to}`)
  }
  return `${lines.join('\n')}\n`
}

/** Mermaid reads some signs inside quotes as markup; its own escapes are `#name;`. */
function label(text: string): string {
  return text.replaceAll('#', '#35;').replaceAll('"', '#quot;').replaceAll('<', '#lt;').replaceAll('>', '#gt;')
}
