import type { BrokerDescription, MessagesDescription } from '../experiments/messages.ts'
import { optionLines } from './option-lines.ts'
import { type Paint, plainPaint } from './paint.ts'

/** The brokers of a variant, the events that they carry, and who handles them; empty where there are none. */
export function messagesText(messages: MessagesDescription, paint: Paint = plainPaint): string {
  const { brokers, events, subscriptions } = messages
  if (brokers.length === 0) return ''
  const lines = ['', paint.strong('brokers')]
  for (const broker of brokers) {
    lines.push(`  ${paint.accent(broker.name)}  ${paint.faint(nodesText(broker))}`, ...optionLines(broker.rules))
  }
  lines.push('', paint.strong('events'))
  for (const { name, broker, options } of events) {
    lines.push(`  ${paint.accent(name)}  ${paint.faint(`by ${broker}`)}`, ...optionLines(options))
  }
  lines.push('', paint.strong('consumers'))
  for (const { name, operation, unit, options } of subscriptions) {
    lines.push(`  ${paint.accent(name)}  ${paint.faint(`${operation} in ${unit}`)}`, ...optionLines(options))
  }
  return `${lines.join('\n')}\n`
}

function nodesText({ kind, nodes }: BrokerDescription): string {
  if (kind === 'in-process') return 'the memory of who publishes'
  if (kind === 'sqs') return 'sqs, managed'
  return `${kind}, ${nodes} ${nodes === 1 ? 'node' : 'nodes'}`
}
