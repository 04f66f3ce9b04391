import type { Topology, TopologyEdge, TopologyEvent, TopologyUnit } from '../experiments/topology.ts'
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
        const told = (operation.publishes ?? []).map((event) => `✉ ${event}`)
        return [operation.name, ...calls, ...told].join('  ')
      }),
    )
  }
  lines.push(...eventLines(topology, paint))
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

/** Who publishes what, and who handles it. */
function eventLines({ events = [] }: Topology, paint: Paint): string[] {
  if (events.length === 0) return []
  const lines = ['', `${paint.strong('events')}  ${paint.faint('✉ published, and by whom it is handled')}`]
  for (const { name, broker, publishers, handlers } of events) {
    lines.push(`  ${paint.accent(name)}  ${paint.faint(`by ${broker}`)}`)
    const from = publishers.map(({ operation }) => operation)
    const to = handlers.map(({ operation }) => operation)
    lines.push(`    ${from.join(', ') || 'nobody'}  ✉  ${to.join(', ') || 'nobody'}`)
  }
  return lines
}

function branch(lines: string[], items: readonly string[]): void {
  for (const [at, item] of items.entries()) lines.push(`${at === items.length - 1 ? '└─' : '├─'} ${item}`)
}

function unitText(unit: TopologyUnit): string {
  const slots = unit.slots === null ? (unit.role === 'broker' ? 'no bound' : 'event loop') : `${unit.slots} slots`
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

const SHAPES = { service: ['[', ']'], store: ['[(', ')]'], broker: ['[[', ']]'] } as const

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
    const [open, close] = SHAPES[unit.role]
    lines.push(`  u${at}${open}"${label(unit.name)} ×${unit.instances}"${close}`)
  }
  const carriers = new Set((topology.events ?? []).map(({ broker }) => broker))
  for (const edge of topology.edges) {
    const from = ids.get(`${edge.fromKind} ${edge.from}`) ?? ''
    const to = ids.get(`unit ${edge.to}`) ?? ''
    const plain = edge.timeoutMs === 0 && edge.policies.length === 0
    // What goes by events has arrows of its own.
    if (plain && (carriers.has(edge.from) || carriers.has(edge.to))) continue
    lines.push(plain ? `  ${from} --> ${to}` : `  ${from} -->|"${label(protectionText(edge))}"| ${to}`)
  }
  for (const event of topology.events ?? []) lines.push(...eventArrows(event, ids))
  return `${lines.join('\n')}\n`
}

/** What an event connects, as dotted arrows through its broker; in the memory of a process there is nothing to see. */
function eventArrows({ name, broker, brokerIsUnit, publishers, handlers }: TopologyEvent, ids: Ids): string[] {
  if (!brokerIsUnit) return []
  const id = (unit: string): string => ids.get(`unit ${unit}`) ?? ''
  const units = (ends: readonly { readonly unit: string }[]): string[] => [...new Set(ends.map(({ unit }) => unit))]
  return [
    ...units(publishers).map((unit) => `  ${id(unit)} -.->|"${label(name)}"| ${id(broker)}`),
    ...units(handlers).map((unit) => `  ${id(broker)} -.->|"${label(name)}"| ${id(unit)}`),
  ]
}

type Ids = ReadonlyMap<string, string>

/** Mermaid reads some signs inside quotes as markup; its own escapes are `#name;`. */
function label(text: string): string {
  return text.replaceAll('#', '#35;').replaceAll('"', '#quot;').replaceAll('<', '#lt;').replaceAll('>', '#gt;')
}
